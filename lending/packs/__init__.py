"""Policy packs: one TOML table for each jurisdiction, read by `lending.policy_pack`."""
