"""One page a file, each with one `page(access)`."""
