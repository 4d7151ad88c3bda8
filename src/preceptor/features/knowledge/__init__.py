"""For staff: the clinical knowledge base, the questions patients did not understand, and every case with its gate."""
