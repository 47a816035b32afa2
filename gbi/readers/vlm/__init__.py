"""Reading by a vision-language model: a picture and a form in, a table out, every cell of it GENERATED."""
