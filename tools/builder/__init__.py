"""What builds and checks the checkout: standard library only, since nothing is installed when it runs."""
