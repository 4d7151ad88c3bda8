"""What every operation of the JSON API stands on: tokens with a rule, careful reading, one shape of refusal."""
