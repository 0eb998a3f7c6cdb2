"""COURSE: the chapter that the project follows, as a lecture. Each step has a name, so that plans can point to it."""

from app.lecture.course import Course, Step

CUBES = "shape=4,3,4,4&source=gaussian&seed=0&convention=prince"
"""Small enough for every cell to be seen from the back row. In every step the symbols are those of the book."""

QUESTION = Step(
    f"/?{CUBES}&methods=batch,layer,instance&cell=1,1,0,0",
    "One tensor, three methods: which values share one mean and one variance?",
    "Axes: N examples in the batch, C channels, H and W together as height.\n"
    "Say nothing yet. Point at a value in one cube and let the class say what differs between the three.\n"
    "Blue is everything that is normalized together with the marked value.",
)
VALUES = Step(
    "/?shape=4,3,32,32&source=photographs&seed=0&convention=prince&methods=batch,layer,instance&cell=1,1,12,12"
    "&colours=each&view=maps",
    "A normalizing layer sets the mean and the variance of groups of values.",
    "Rows are pictures of a batch, columns are channels: before, and after each method.\n"
    "Such layers make deep networks easier to train; how they do it is the rest of the lecture.\n"
    "Ask which of the outputs still show that one picture was darker than the others.",
)
BY_HAND = Step(
    "/lessons/step-by-step?from=own&numbers=2,4,6,10,13&scale=2&offset=1&epsilon=1e-5#panel-steps",
    "Batch norm: subtract the mean, divide by the deviation, then scale by γ and shift by δ.",
    "Do it on the board: mean 7, variance 16, deviation 4. All quantities are single numbers.\n"
    "Afterwards the mean is δ and the deviation γ, both learned.\n"
    "Let the class predict the mean and the deviation of the result first.",
)
EPSILON = Step(
    "/lessons/step-by-step?from=own&numbers=3,3,3,3,3&scale=2&offset=1&epsilon=1e-5#panel-steps",
    "If all members of the batch agree, ε keeps the division possible.",
    "Five equal numbers: the deviation is 0. Without ε that is 0/0.\n"
    "With it every output is δ. Set ε to 0 on the page itself to see what would happen.",
)
UNITS = Step(
    "/?layout=features&shape=8,6&source=gaussian&seed=0&convention=prince&methods=batch&cell=1,1",
    "Batch norm treats every hidden unit by itself: one mean for each column.",
    "A fully connected layer: N examples, one number for each of C hidden units.\n"
    "K layers of D units learn K·D offsets and K·D scales.",
)
CHANNELS = Step(
    f"/?{CUBES}&methods=batch&cell=1,1,0,0",
    "With convolutions, batch norm averages each channel over the batch and all positions.",
    "A channel is one filter moved over the picture, so its positions count as further examples.\n"
    "Three channels, three means: click through them.",
)
COUNTING = Step(
    "/lessons/counting-parameters?layers=20&kind=convolution&width=64#panel-counts",
    "K layers of C channels learn only K·C scales and K·C offsets.",
    "Ask for the number of scales in one layer first: one, one for each channel, or one for each place?\n"
    "In the book it is the same for all methods; the layer norm of PyTorch learns one of each for every place.\n"
    "What they average over is another matter.\n"
    "The cost: the model becomes a little larger.",
)
FROZEN = Step(
    "/lessons/training-and-test?batches=100&batch=32#panel-running",
    "At test time there is no batch: the statistics of the training data are frozen.",
    "One picture alone has no batch. So the network keeps statistics of all training data.\n"
    "The book computes them at the end, libraries keep running averages: both are shown.",
)
ALONE = Step(
    f"/?{CUBES}&methods=batch,layer,instance&mode=test&cell=1,1,0,0&view=training",
    "Frozen, batch norm no longer asks who else is in the batch. Layer norm never did.",
    "Only batch norm has two behaviours; layer and instance norm do the same in training and at test.\n"
    "Common mistake in code: forgetting to switch. Ask what happens with a batch of one.",
)
RESCALING = Step(
    "/lessons/rescaling?alpha=10&norm=batch#panel-change",
    "Multiply all weights of the layer by ten: the output behind the norm stays the same.",
    "So a large family of weights and biases does the same: redundancy, paid for with γ and δ.\n"
    "That is inefficient. What do we get for it? The next four steps.",
)
STABLE = Step(
    "/lessons/stable-propagation?depth=8#panel-dial",
    "At the start, batch norm turns doubling in each residual block into a straight line.",
    "Offsets 0 and scales 1: each norm hands on variance 1.\n"
    "A residual branch still adds to the stream, so variance grows, but by a fixed amount in each block.\n"
    "Late blocks count little at first: the network is effectively less deep, and can learn to be deeper.",
)
RATES = Step(
    "/lessons/learning-rates?norm=batch&rate=0.1#panel-rates",
    "The loss changes more smoothly, so the network learns at higher rates.",
    "Real training runs on real digits, with and without the norm; same seed, same batches.\n"
    "Depth keeps what it can represent; what goes away are its troubles in training.",
)
NOISE = Step(
    "/lessons/noise?value=1&draws=400#panel-value",
    "The same example looks different in every batch: noise that regularizes.",
    "The spread falls as one over the root of the batch size. Ask: 64 times as many examples, how much less noise?\n"
    "Layer and instance norm have none of it.",
)
SMALL = Step(
    "/lessons/small-batches?size=2#panel-sizes",
    "With two examples in a batch the statistics tell little, and batch norm fails.",
    "Group norm, which never looks at the batch, is as good as ever.\n"
    "This is why batch norm wants batches of a fair size.",
)
LAYER = Step(
    f"/?{CUBES}&methods=layer&cell=1,1,0,0",
    "Layer norm takes its statistics from the features of one example.",
    "The other examples do not enter. Scale and offset are learned as before.\n"
    "In a fully connected layer: over all hidden units of one example.",
)
TOKENS = Step(
    "/?layout=sequence&shape=3,6,8&source=gaussian&seed=0&convention=prince&methods=layer,batch&cell=1,1,1",
    "In a sequence, layer norm works at each token, over the hidden dimension.",
    "Not across the tokens: the commonest misreading. Let the class point at what is averaged.\n"
    "No batch, so the same in training and at test.",
)
THREE = Step(
    f"/?{CUBES}&methods=layer&cell=1,1,0,0&view=layernorms",
    "Three things are called layer norm. Ask for the axes.",
    "Over C, H and W of an image; at each token; at each position. Papers mean different ones.\n"
    "Group norm with one group is the first of them, not the others.",
)
SEQUENCES = Step(
    "/lessons/sequences?lengths=3,5,8,4&padding=8#panel-errors",
    "Filling up short sentences changes batch norm, and leaves layer norm alone.",
    "The real tokens are the same in both; only zeros were added behind them.\n"
    "Reason enough for recurrent networks and Transformers to use layer norm.",
)
INSTANCE = Step(
    f"/?{CUBES}&methods=instance&cell=1,1,0,0",
    "Instance norm takes each channel of each picture by itself.",
    "The smallest pools of the three: one for each example and channel, over H and W.\n"
    "Like layer norm it does not notice who else is in the batch.",
)
CONTRAST = Step(
    "/lessons/contrast-and-style?picture=0&batch=4&contrast=0.5&brightness=0.2#panel-pictures",
    "Instance norm forgets a picture’s contrast. Batch norm keeps it.",
    "One photograph is made paler and brighter. Ask which norm still sees it.\n"
    "Layer norm over the whole picture forgets that too, but not a cast of colour: set one.\n"
    "Good for style transfer, where contrast should not count; seldom first choice for classifying.",
)
KEPT = Step(
    "/?shape=6,4,8,8&source=activations&seed=0&convention=prince&methods=batch,layer,instance&cell=1,1,0,0&view=matrix",
    "The axes decide what is kept and what is erased.",
    "Means and deviations of every example and channel, before and after.\n"
    "Batch norm makes columns agree on average, layer norm rows; instance norm wipes everything flat.",
)
SIXTEEN = Step(
    f"/axes?{CUBES}&cell=1,1,0,0",
    "Any set of axes will do. Only a few of the sixteen have names.",
    "From no axis at the top to all of them at the bottom. Find batch, layer and instance norm.\n"
    "Ask what the set {C} alone is good for: layer norm at each position.",
)
CHOOSING = Step(
    "/lessons/which-one-when?network=convolution&batch=32",
    "Batch norm for ResNets, layer norm for Transformers, instance norm for style.",
    "Go through the networks and let the class choose before you show.\n"
    "Each time the reason is one of the last steps: batch size, length, contrast.",
)
END = Step(
    "/lessons/not-interchangeable?picture=0&batch=4&groups=2#panel-maps",
    "Same aim, other axes: the methods cannot stand in for each other.",
    "One network, one set of weights, only the norm exchanged: other answers.\n"
    "All keep activations in bounds; each keeps and discards something else, because its axes are others.",
)

COURSE = Course(
    "Batch, layer and instance normalization",
    (
        *(QUESTION, VALUES, BY_HAND, EPSILON, UNITS, CHANNELS, COUNTING, FROZEN, ALONE),
        *(RESCALING, STABLE, RATES, NOISE, SMALL),
        *(LAYER, TOKENS, THREE, SEQUENCES),
        *(INSTANCE, CONTRAST),
        *(KEPT, SIXTEEN, CHOOSING, END),
    ),
)
