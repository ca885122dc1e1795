"""Files as they come in: recognised, given their place in data/raw and their entry in sources.toml."""
