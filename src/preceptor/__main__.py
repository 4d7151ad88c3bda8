"""`python -m preceptor` is the command line."""

from preceptor.project.cli import main

if __name__ == "__main__":
    main()
