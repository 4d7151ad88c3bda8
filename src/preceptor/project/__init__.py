"""The assembled product: settings, addresses, commands. Knows every feature."""
