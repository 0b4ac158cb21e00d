"""What posts say of results: every value and claim, numbers that are neither, and their mending."""
