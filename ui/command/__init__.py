"""The command `wenqu`."""
