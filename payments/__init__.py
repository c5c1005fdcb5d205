"""Rails: what a provider of payments must offer, and each provider."""
