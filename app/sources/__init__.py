"""Which boards this installation reads: the operator's, the built-in ones; why some cannot be used."""
