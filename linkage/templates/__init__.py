"""Prompts that came out of one mould: fingerprints that recur over many prompts, and the groups they make.

A prompt becomes a small set of keyed hashes of three-token shingles (`fingerprints`). Of a bounded sample, hashes
that recur tell which prompts share text that slots do not touch; their TF-IDF cosine graph falls into templates
(`learn`), and a dictionary hash → (template, weight) gives any other prompt its template or none (`assign`).
No text is needed after the first step, and without the key no hash says which text it was.

It stops being true for prompts of less than about five tokens, for a template that is paraphrased word by word, and
where one popular application serves many customers: a template alone never proves one party.
"""

from linkage.templates.dictionary import Dictionary, assign, carried
from linkage.templates.fingerprints import Prints, fingerprints
from linkage.templates.learning import learn
from linkage.templates.skeletons import skeletons

__all__ = ["Dictionary", "Prints", "assign", "carried", "fingerprints", "learn", "skeletons"]
