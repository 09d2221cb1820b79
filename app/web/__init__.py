"""Everything that answers a request: the phone's pages and API, the office, the pages of accounts."""
