"""The subcommands of `microloan`: each a small file, JSON in and out, bad input one clear line and exit status 2."""
