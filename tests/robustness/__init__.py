"""Bad input, interruptions, full disks, other files in the way: nothing lost, one sentence."""
