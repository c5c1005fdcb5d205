"""`check-config`: every mistake in the configuration, or that there is none."""

import os
import sys
from pathlib import Path

from bot.configuration_check import ConfigurationMistakes, check


def config_path() -> Path:
    """Where the configuration is, as the environment says."""
    return Path(os.environ.get("MICROLOAN_CONFIG", "") or "config.toml")


def check_config() -> int:
    """Prints mistakes (exit status 2) or warnings and "good" (0)."""
    try:
        checked = check(config_path(), os.environ)
    except ConfigurationMistakes as mistakes:
        print(mistakes, file=sys.stderr)
        return 2
    for remark in checked.warnings:
        print(f"{remark.file}:{remark.line}: warning: {remark.key}: {remark.text}", file=sys.stderr)
    print(f"{config_path()}: good")
    return 0
