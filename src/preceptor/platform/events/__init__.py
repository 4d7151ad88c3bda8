"""The append-only event log and the catalogue of what it may hold."""
