"""Parts by themselves: seconds, and no build."""
