"""Text out of résumé files. Runs in a bounded child process only; imports nothing heavy."""
