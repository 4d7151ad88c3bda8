"""Cases made from the knowledge base and the checks that judge them. Knows no storage, no clock, no learner."""
