"""The gate for people: adopting packs, reports, objections, withdrawing content."""
