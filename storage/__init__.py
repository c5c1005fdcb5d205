"""The only SQL: schema, migrations, dossiers in, facts out, vault, journal."""
