"""Words about names: short forms of given names, names that are words too, and capitals that are no name. Pure data."""


def words(text: str) -> frozenset[str]:
    """The words of a text, parted by spaces."""
    return frozenset(text.split())


# Given names and what people are called for short, both ways; accents and capitals are folded before looking here.
_CALLED = """
abigail abby gail | albert al bert | alexander alex xander sandy | alexandra alex lexi sandra sasha | alfred al fred
alice ali | allison ally ali | amanda mandy | andrea andie dre | andrew andy drew | angela angie | anna annie
anne annie | anthony tony | antonio tony toni | barbara barb babs | benjamin ben benny benji | bernard bernie
beverly bev | bradley brad | brandon bran | caroline carrie caro | catherine cathy cat kate katie cate
charles charlie chuck chaz | charlotte charlie lottie | christina chris chrissy tina | christine chris chrissy tina
christopher chris kit topher | clifford cliff | cynthia cindy | daniel dan danny | danielle dani | david dave davey
deborah deb debbie | dennis denny | diana di | dominic dom nick | donald don donnie | donna donnie | dorothy dot dottie
douglas doug | edward ed eddie ted ned | eleanor ellie nell nora | elizabeth liz lizzie beth betsy betty eliza libby
emily em emmy | eugene gene | evan ev | evelyn evie | florence flo | frances fran frannie | francis frank
franklin frank | frederick fred freddy | gabriel gabe | gabriela gabby | gabrielle gabby | geoffrey geoff
gerald gerry jerry | gregory greg | gwendolyn gwen | harold harry hal | helen nell | henry hank harry | irene rene
isabel izzy bella | isabella izzy bella | jacob jake | jacqueline jackie | james jim jimmy jamie | janet jan | jason jay
jeffrey jeff | jennifer jen jenny jenn | jeremy jem | jessica jess jessie | joanna jo joan | john jack johnny
jonathan jon jonny | joseph joe joey | josephine jo josie | joshua josh | judith judy | julia julie jules
katherine kathy kate katie kat kit | kathleen kathy kate katie | kenneth ken kenny | kimberly kim | laura laurie
lawrence larry | leonard len leo lenny | lillian lil lily | linda lindy | louis lou louie | louise lou | madeline maddie
margaret maggie meg peggy marge greta | maria mia | martha marty | matthew matt matty | maureen mo | megan meg
melissa missy mel | michael mike mikey mick | michelle shelly | mildred millie | miranda mandy randi | mitchell mitch
mohammed mo | natalie nat | nathan nate | nathaniel nate nat | nicholas nick nicky | nicole nikki | olivia liv livvy
pamela pam | patricia pat patty tricia trish | patrick pat paddy | peter pete | philip phil | phillip phil | priscilla cilla
rachel rach | raymond ray | rebecca becky becca | richard rick rich dick richie | robert rob bob bobby robbie bert
roberta bobbie | roger rodge | ronald ron ronnie | rosemary rosie rose | russell russ | samantha sam sammy
samuel sam sammy | sandra sandy | sarah sally sadie | sharon shari | stanley stan | stephanie steph stephie
stephen steve stevie | steven steve stevie | stuart stu | susan sue susie suzy | suzanne sue suzy | sylvia syl
teresa terry tess tessa | theodore ted teddy theo | theresa terry tess tessa | thomas tom tommy | timothy tim timmy
tobias toby | valerie val | vanessa nessa | veronica ronnie vera | victor vic | victoria vicky tori vic | vincent vince vinny
virginia ginny | walter walt wally | wendy wen | william will bill billy liam willie | zachary zach zack
chloe clo | lena leni | guillermo memo | francisco paco pancho | jose pepe | guadalupe lupe | ignacio nacho
"""


def _short_forms() -> dict[str, frozenset[str]]:
    forms: dict[str, set[str]] = {}
    for group in _CALLED.replace("\n", " | ").split("|"):
        names = group.split()
        for name in names[1:]:
            forms.setdefault(names[0], set()).add(name)
            forms.setdefault(name, set()).add(names[0])  # on the roster as Ben, at the school as Benjamin
    return {name: frozenset(others) for name, others in forms.items()}


SHORT_FORMS = _short_forms()

# Names that stand in texts about teaching as plain words: only a capital where none belongs makes a name of them.
WORDS_TOO = words("""
    art august autumn bell bill bird black bloom book brooks brown bush carol case chance charity chase chip christian
    church clay cliff cook dale dawn day dean drew early earnest eve faith field fields fish forest foster frank fox
    gene glass golden good grace grant gray green guy hall harmony hope house hunter iris ivy jack jewel joy june justice
    king lane law lee light lily little long love major marks mark marsh marshal mason max may melody mercy merit miles
    miller moody moss nick norm north olive page park parks patience pat pearl penny person piper pool poole pop price
    pride prudence ray read reading rich rob robin rock rose ruby rusty sage sandy self shade sharp short skip sky small
    smart snow song spring stark stone story strong sue summer temple tide trinity true trust tucker victor violet wade
    walker ward waters way weather weaver well wells west whit white wild will winter wise wood woods words young
    angel april avenue baker banks barber best bishop bond branch bridge bridges buck cherry cash coach daily dear flowers
    ford frost gold hand hands heath hill hills holiday knight lake lamb land lord madison moon noble oak park paige peace
    porter power powers queen rain reach rivers root rush seal shell shore singer star steel still street swift teach
    north south east central heights view prairie ridge meadow sunset union liberty independence pioneer memorial
    community horizon discovery thorn town trainer tree valley walls water waterman wheeler win worth wright carter cole gale hale hardy
    """)

MONTHS = words(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sep sept oct nov dec"
)

# Written with a capital, and no one's name.
NO_NAME = MONTHS | words("""
    monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays
    sundays thanksgiving christmas easter halloween i i’m i’ll i’d i’ve
    english spanish french german latin chinese mandarin arabic vietnamese japanese russian portuguese italian greek
    american americans african asian european hispanic latino latina native indigenous cherokee choctaw chickasaw
    america oklahoma texas kansas arkansas missouri states united
    internet google canvas zoom kahoot seesaw desmos newsela excel word powerpoint chromebook chromebooks youtube
    schoology clever lexia istation quizlet padlet geogebra scratch python
    algebra geometry calculus statistics trigonometry biology chemistry physics civics economics history science math
    mathematics reading writing music band choir art drama health
    kindergarten pre-k prek pre freshman sophomore junior senior grade grades unit chapter lesson week quarter semester
    period domain indicator standard standards rubric level tier title section part figure table appendix step goal
    professional learning community communities focus plan plc plcs smart iep ieps ell esl stem steam rti mtss pbis
    socratic bloom bloom’s lexile depth knowledge common core state department education district school principal teacher
    teachers students student evaluator mr mrs ms dr
    """)

# The given names that pupils and teachers often have: enough to know one at the beginning of a sentence.
GIVEN = (
    words("""
    aaron abigail adam adrian aidan alan alejandro alex alexander alexis alice alicia alisha allison alyssa amanda amber
    amelia amir amy ana andre andrea andrew angela angelica anna anne anthony antonio ariana ashley asher ava ayesha
    bailey barbara beatriz becky ben benjamin beth betty blake brandon brayden brenda brian brianna brittany brooke bryan
    caleb cameron camila carla carlos carmen carol caroline carter cassandra catherine cheryl chloe chris christina
    christine christopher cindy claire clara connor courtney crystal cynthia daisy damian dana daniel danielle dante darius
    david deandre deborah denise dennis derek desiree destiny devin devon devonte diana diego dominic donald donna dorothy
    dylan eddie edgar eduardo edward elena eli elijah elizabeth ella ellen emily emma eric erica erin esteban ethan eva
    evan evelyn fatima felix fernando francesca francisco frank gabriel gabriela gary gavin george gianna gloria gregory
    guadalupe hailey hannah harper hassan heather hector heidi helen henry ian ibrahim imani isaac isabel isabella isaiah
    ivan jackson jacob jada jaden jaime jake jalen jamal james jamie jane janet jared jasmine jason javier jayden jaylen
    jeff jeffrey jennifer jenny jeremiah jeremy jerome jesse jessica jesus jill jim jimmy joan joanna jocelyn joe joel john
    johnny jonathan jordan jorge jose joseph josh joshua juan juanita judith julia julian juliana julie julio justin kaitlyn
    karen karina karla kate katelyn katherine kathleen kathy katie kayla keisha keith kelly kelsey kenneth kenny kevin
    kiara kim kimberly kyle lakeisha lamar larry latisha latoya laura lauren leah leila leo leon leslie liam lillian linda
    lisa logan lori louis lucas lucia lucy luis luke luna lydia mackenzie madison malik manuel marcos marcus margaret maria
    mariah mariana marie mario marisol marissa martin mary mateo matthew maya megan melanie melissa mia michael michelle
    miguel mike mohammed molly monica monique morgan muhammad mustafa nadia naomi natalia natalie nathan nathaniel nevaeh
    nguyen nicholas nicole nina noah noel nora oliver olivia omar oscar owen pablo pam pamela patricia patrick paul paula
    pedro peter peyton phillip priya quinn rachel rafael ramon ramona raquel raul rebecca renee ricardo richard ricky
    robert roberto rodrigo ronald rosa roxanne ruben ruth ryan sabrina sadie salvador samantha samir samuel sandra santiago
    sara sarah savannah scott sean sebastian selena sergio shanice shannon sharon shawn sheila sierra simon sofia sonia
    sophia stacy stephanie stephen steven susan tamika tammy tanya tara tasha taylor teresa theresa thomas tiffany tim
    timmy timothy tina todd tom tommy tony tracy travis trevor tristan tyler tyrone valeria vanessa veronica victoria
    vincent virginia wendy wesley whitney william xavier yasmin yolanda yvonne zach zachary zoe
    """)
    - WORDS_TOO
)
