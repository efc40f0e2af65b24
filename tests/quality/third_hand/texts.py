"""Halves of sentences of which prompts are put together, by topic, and what people say in between."""

from .words import listed

TOPICS = ["code", "math", "agent", "write", "biz", "chat", "data", "trans"]
CAPABILITY = {
    "code": "coding",
    "math": "reasoning",
    "agent": "tool_use",
    "write": "writing",
    "biz": "analysis",
    "chat": "chat",
    "data": "extraction",
    "trans": "translation",
}
"""The capability that a request of each topic is filed under."""
VERBS = {
    "code": listed(
        "fix the bug in|refactor|write unit tests for|explain why this fails:|add type hints to|port to Rust|speed up|"
        "review|document|write a migration for|find the race condition in|add logging to|split into smaller functions|"
        "add retries to|convert to async"
    ),
    "math": listed(
        "prove that|find all solutions of|compute the expected value of|show the derivation for|give a bound on|"
        "evaluate the integral of|count the number of ways to build|check whether this holds for|solve step by step|"
        "find the eigenvalues of|simplify|estimate|give a counterexample to|optimise"
    ),
    "agent": listed(
        "open the repository and update|run the checks on|search the tickets for|call the billing tool for|"
        "collect the logs of|book a slot for|plan the steps to deploy|query the inventory for|reconcile|"
        "file a change for|roll back|monitor|download and compare|schedule"
    ),
    "write": listed(
        "write a short story about|draft a blog post on|rewrite more politely the note about|give me ten titles for|"
        "write a poem on|continue the scene with|outline a chapter on|edit for tone the text on|"
        "write a birthday message about|summarise the essay on|make a speech about|write a cover letter for"
    ),
    "biz": listed(
        "draft an email to the client about|make a plan for|compare vendors of|write the minutes of|"
        "prepare questions for|list the risks of|estimate the cost of|write a policy on|prepare slides on|"
        "answer the complaint about|analyse the churn of|write a job ad for"
    ),
    "chat": listed(
        "what do you think about|how do I deal with|can you recommend something for|tell me more about|"
        "is it normal that|help me decide on|what should I cook with|explain to a child|why do people like|"
        "how long does it take to learn|give me advice on|what is the difference with"
    ),
    "data": listed(
        "extract the fields from|classify|turn into JSON|find duplicates in|clean up|tag the sentiment of|"
        "merge the columns of|summarise the table of|label each row of|normalise the dates in|pull all names from|"
        "group by topic"
    ),
    "trans": listed(
        "translate into Spanish|translate into German|translate to English|traduce al inglés|übersetze bitte|"
        "traduza para o inglês|traduis en français|translate into Japanese|proofread my English in|"
        "make this sound native:|translate the menu of|localise"
    ),
}
THINGS = {
    "code": listed(
        "the parser|a websocket client|our login handler|the payment webhook|this pandas loop|a Go scheduler|"
        "the React form|a Terraform module|the cache layer|this SQL view|a C++ template|the upload worker|"
        "a Kotlin view model|the CI script|the rate limiter|a bash one-liner|the message consumer|an ORM model|"
        "the search index|a shader"
    ),
    "math": listed(
        "a random walk on a cycle|a symmetric matrix|two coupled oscillators|x^3 - 3x + 1|a bipartite graph|"
        "a Markov chain|a convex polygon|a geometric series|a prime gap|the dice game|a tournament with ties|"
        "a stopping time|an elliptic curve|a knapsack|the harmonic sum|a triangle with integer sides|"
        "a queue with two servers|the Fibonacci recurrence"
    ),
    "agent": listed(
        "the staging cluster|open invoices|last week's incidents|the release branch|the CRM contacts|a meeting room|"
        "the feature flag|failed jobs|the on-call rota|stale pull requests|the backup bucket|the customer record|"
        "the price list|a flight to Lisbon|the vendor portal|expired certificates"
    ),
    "write": listed(
        "a lighthouse keeper|my grandmother's garden|a lost umbrella|the first snow|two rival bakers|a train at night|"
        "moving abroad|a robot who paints|the old harbour|a school reunion|growing older|a detective in Oslo|"
        "an honest politician|my dog Bruno|a haunted library|a summer job"
    ),
    "biz": listed(
        "the late shipment|our Q3 budget|a new supplier|the office move|remote work|the onboarding week|"
        "the annual audit|a refund request|the product launch|a partnership|travel expenses|the warehouse|"
        "our pricing page|customer interviews|a data breach drill|the board meeting"
    ),
    "chat": listed(
        "my noisy neighbour|learning guitar|sourdough bread|a stubborn teenager|buying a used car|sleeping badly|"
        "houseplants|my first marathon|leftover rice|a city trip to Porto|board games|back pain|a difficult colleague|"
        "saving money|horror films|chess openings"
    ),
    "data": listed(
        "the survey answers|these invoices|a list of addresses|the support tickets|product reviews|the sensor log|"
        "these contracts|a CSV of orders|patient notes without names|job postings|the chat transcript|bank statements|"
        "recipes|news headlines|the parts catalogue|call notes"
    ),
    "trans": listed(
        "the letter from my landlord|a contract clause|this recipe|the user manual|a song text|my CV|"
        "the website header|an exam text|a message to my boss|the safety sheet|a poem|subtitles|the product label|"
        "an abstract|hotel reviews|a press release"
    ),
}
WISHES = {
    "code": listed(
        "without changing the public interface|for Python 3.12|and keep it under fifty lines|with a table-driven test|"
        "so that it survives restarts|no external packages|and explain the trade-offs|it crashes on empty input|"
        "memory grows over night|with proper error types|as a small diff|for a monorepo|in the style of the rest"
    ),
    "math": listed(
        "for all n greater than 2|with full reasoning|modulo 7|and verify numerically|using induction|without calculus|"
        "in closed form|give the final answer in a box|state every lemma|under independence|for real coefficients|"
        "and discuss the edge cases"
    ),
    "agent": listed(
        "and report back what changed|ask before deleting anything|use the sandbox first|and retry twice on failure|"
        "keep a list of the steps|with the least privileges|before five o'clock|then post a summary|"
        "only for the EU tenants|stop at the first error|and compare with yesterday"
    ),
    "write": listed(
        "in under two hundred words|with a twist at the end|for a ten year old|in a dry tone|no clichés please|"
        "in first person|make it rhyme|with vivid details|leave the ending open|like an old radio play|"
        "warm but not sweet"
    ),
    "biz": listed(
        "in a friendly tone|for the leadership team|as bullet points|with numbers where possible|two options|"
        "for a small company|keep it to one page|with next steps|mention the deadline|for the German market|"
        "in plain words"
    ),
    "chat": listed(
        "I have no idea where to start|be honest|on a small budget|my partner disagrees|in a few sentences|"
        "I tried twice already|for beginners|any tips are welcome|what would you do|it bothers me a lot|"
        "before the weekend"
    ),
    "data": listed(
        "as a table|one JSON object per line|leave unknown values empty|use ISO dates|keep the order|"
        "with a confidence for each|and count per group|drop empty rows|only the first twenty|in lower case|"
        "explain odd cases"
    ),
    "trans": listed(
        "keep it formal|keep the line breaks|for a native reader|con tono amable|bitte höflich|sem gírias|sans jargon|"
        "shorter if possible|explain idioms|British spelling|not word by word"
    ),
}
OPENINGS = [
    "",
    "",
    "",
    "",
    "please ",
    "hi, ",
    "hey can you ",
    "ok now ",
    "next: ",
    "quick one: ",
    "I need to ",
    "could you ",
    "help me ",
    "again, ",
    "thanks! now ",
    "hm, ",
    "hola, ",
    "hallo, ",
    "so ",
    "let's ",
]
SAYINGS = listed(
    "hi|hello|continue|test|ok|thanks|yes|go on|fix it|try again|hello world|no|why?|explain|shorter|"
    "in English please|run the tests|what next?|commit"
)
"""What anybody says between two requests, the commonest first."""
