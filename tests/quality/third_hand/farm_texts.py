"""What farms ask: sentences of extraction prompts, per place in the prompt several that mean the same."""

EXTRACTION = [
    [
        [
            "You are an expert problem solver.",
            "Act as a leading specialist in the field.",
            "Take the role of a domain professional.",
            "You have deep knowledge of this subject.",
            "As a senior expert, handle the task below.",
        ],
        [
            "Solve the following task step by step.",
            "Work through the exercise in order, one step after the other.",
            "Go through the problem carefully and derive the result.",
            "Break the question down and resolve each piece.",
            "Tackle the item below in small stages.",
        ],
        [
            "Show your complete chain of reasoning before the answer.",
            "Write out all intermediate thoughts first.",
            "Every deduction should be visible.",
            "Put your whole thinking into the reply prior to concluding.",
            "Make the path to your conclusion explicit.",
        ],
        [
            "Finish with the final answer on its own line.",
            "Close with the solution on a separate line.",
            "At the end give only the outcome.",
            "State the result last.",
            "The last line holds the answer.",
        ],
    ],
    [
        [
            "You are a software engineer working on a large repository.",
            "Imagine you maintain a big code base.",
            "You work as a developer in a complex project.",
            "Assume the position of a principal programmer.",
            "You are responsible for this code.",
        ],
        [
            "Produce a full patch with comments on each decision.",
            "Deliver complete changes and justify them.",
            "Write the whole diff and annotate why.",
            "Give the entire modified source along with rationale.",
            "Provide all edits, with a motive for each.",
        ],
        [
            "List the plan, the tool calls you would make and what you expect of them.",
            "Describe which tools to use and in what sequence.",
            "Set out the steps and calls to utilities.",
            "Enumerate planned commands together with predicted output.",
            "Give the actions and anticipated observations.",
        ],
        [
            "Grade your own solution from 1 to 10 and improve it once.",
            "Criticise the draft and then refine it.",
            "Assess quality and offer one better revision.",
            "Rate what you wrote, then rewrite.",
            "Review your work and correct it.",
        ],
    ],
    [
        [
            "Below is a sample from a user conversation.",
            "Here comes a message of a person.",
            "The text underneath was written by somebody.",
            "Consider the input given next.",
            "This is the dialogue turn to handle.",
        ],
        [
            "Write the ideal reply, thorough and well organised.",
            "Craft the best possible response with structure.",
            "Compose a detailed and helpful answer.",
            "Reply in the most complete manner.",
            "Give an exemplary response.",
        ],
        [
            "Then write a worse reply and explain the difference.",
            "Add an inferior variant and say why it is inferior.",
            "Also offer a flawed version with commentary.",
            "Contrast with a poor answer.",
            "Next, supply a weak alternative and a comparison.",
        ],
        [
            "Output both within tags.",
            "Wrap the two in tags.",
            "Use tags around each.",
            "Mark each with XML.",
            "Both go inside elements.",
        ],
    ],
    [
        [
            "Rewrite the reasoning below in clean prose.",
            "Tidy the thoughts beneath into readable text.",
            "Restate the following notes as clear argument.",
            "Turn this raw thinking into a polished explanation.",
            "Edit the trace so that a reader can follow.",
        ],
        [
            "Keep each logical step.",
            "No step may get lost.",
            "Preserve the whole logic.",
            "Retain all inferences.",
            "Do not skip deductions.",
        ],
        [
            "Remove repetitions and dead ends.",
            "Strip loops and failed attempts.",
            "Delete detours.",
            "Cut what leads nowhere.",
            "Drop redundant passages.",
        ],
        [
            "Return plain text.",
            "Reply with text only.",
            "No markup.",
            "Just the prose.",
            "Nothing but the rewritten version.",
        ],
    ],
]
"""Five sentences for each of four places; the last prompt asks to have reasoning cleaned."""
SYNONYMS = {
    "Solve": ["Work out", "Resolve"],
    "task": ["exercise", "assignment"],
    "answer": ["reply", "response"],
    "final": ["closing", "last"],
    "Show": ["Display", "Reveal"],
    "complete": ["full", "whole"],
    "reasoning": ["thinking", "logic"],
}
