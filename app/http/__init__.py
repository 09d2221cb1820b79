"""What every request and answer goes through, whatever page it is: host names, headers, errors, the log."""
