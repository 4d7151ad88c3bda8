"""What every feature stands on: accounts, events, packs, learning, approvals, jobs, AI, the look. Knows no feature."""
