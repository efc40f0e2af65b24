"""Graph Data Science in the server of the settings: a client that leaves nothing behind, and what groups accounts.

`engines` sends links as `linkage.communities` takes them and answers groups as its `Engine` does; `client` is what
every use of the server's algorithms goes through, the textbook's recipe in `linkage.evaluation` too.
"""
