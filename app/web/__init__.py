"""The shell: the only room that knows FastAPI, Pydantic and Jinja."""
