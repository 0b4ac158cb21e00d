"""What is asked for, what came of it, and where that is kept with the proof that it holds."""
