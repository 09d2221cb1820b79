"""A long run of phones against a real server, with everything between them going wrong: `make soak`."""
