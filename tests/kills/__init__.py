"""The program is killed in the middle of a journey, again and again."""
