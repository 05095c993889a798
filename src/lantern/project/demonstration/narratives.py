"""The sentences of invented contacts, in the voice of the people who write them.

A story is put together from a lead-in by who tells it, what happened, and a detail; then what worries them, what goes
well, what they hope for and what the child said. `%(child)s` and the like are filled in by `contacts.py`. Harm is
named, never painted. A sentence on its own must be true of a boy, a girl, one child or several.
"""

LEAD_INS = {
    "police": (
        "Officers attended %(street)s after a call at %(hour)s. ",
        "Police were called to the home on %(day)s night. ",
        "A neighbour rang police about raised voices at %(street)s on %(day)s. ",
        "Officers on patrol spoke to the family on %(day)s at about %(hour)s. ",
        "Police attended following a 999 call that was cut off. ",
        "During enquiries about another matter officers visited the address on %(day)s. ",
    ),
    "school": (
        "%(child)s asked to speak to a member of staff on %(day)s morning. ",
        "A teaching assistant raised a concern with the safeguarding lead on %(day)s. ",
        "During registration on %(day)s the class teacher noticed a change in %(child)s. ",
        "School has been keeping a record of concerns about %(child)s since the start of term. ",
        "After a pastoral meeting on %(day)s the safeguarding lead decided to contact the hub. ",
        "%(child)s stayed behind after class and talked to their tutor. ",
    ),
    "health": (
        "%(child)s was seen in clinic on %(day)s. ",
        "At a routine contact on %(day)s the practitioner spoke with %(mother)s. ",
        "The record was reviewed after a missed appointment on %(day)s. ",
        "During a home visit on %(day)s the following was seen and heard. ",
        "The practitioner rang %(mother)s after the clinic on %(day)s. ",
    ),
    "hospital": (
        "%(mother)s attended with %(child)s on %(day)s. ",
        "%(child)s was brought in at %(hour)s. ",
        "Staff spoke with %(mother)s and %(child)s at %(hour)s. ",
        "The crew was called to %(street)s on %(day)s. ",
        "At triage on %(day)s staff asked how things are at home. ",
    ),
    "service": (
        "A worker visited the family on %(day)s as part of the agreed plan. ",
        "In supervision with our manager it was agreed to share this with the hub. ",
        "%(mother)s came to the office on %(day)s. ",
        "Our service has known the family for some months. ",
        "Information came to light in a meeting on %(day)s. ",
        "A colleague spoke to %(mother)s by telephone on %(day)s. ",
    ),
    "form": (
        "I have been worried for a while and did not know who to tell. ",
        "I saw this myself on %(day)s. ",
        "I know the family and I am fond of the children. ",
        "I have thought hard about whether to write. ",
        "I am telling you because nobody else seems to be doing anything. ",
    ),
    "caller": (
        "The caller has been worried for some time and did not know whom to tell. ",
        "The caller saw this on %(day)s. ",
        "The caller knows the family and is fond of the children. ",
        "The caller heard this through the wall and says it is not the first time. ",
    ),
    "child": (
        "%(child)s rang the hub alone and asked for help. ",
        "%(child)s wrote to us and asked that home is not told yet. ",
    ),
}

HAPPENED = {
    "domestic_abuse": (
        "%(mother)s reported that %(man)s had pushed her during an argument while %(child)s was upstairs. ",
        "An argument between %(mother)s and %(man)s became physical; %(child)s was in the house and was upset. ",
        "%(man)s was arrested after damaging the front door; %(mother)s said this was the third time since summer. ",
        "%(mother)s disclosed that %(man)s checks her phone, controls the money and stops her seeing her sister. ",
        "%(man)s returned to the home although a bail condition told him to stay away. ",
        "There was shouting and things were thrown; %(child)s had gone to a neighbour's house. ",
    ),
    "neglect": (
        "%(child)s has come in hungry and in unwashed clothes on most days this fortnight. ",
        "The home was cold, there was little food, and there was no bedding on one of the beds. ",
        "Three dental and two hospital appointments for %(child)s have been missed without a reason. ",
        "%(child)s was found outside alone, without a coat, and did not know when anyone would be home. ",
        "Head lice and a skin infection have not been treated although advice was given twice. ",
        "The garden and hallway are full of rubbish and %(child)s has no clear place to sleep. ",
    ),
    "physical_abuse": (
        "%(child)s has a bruise on the upper arm and said %(man)s grabbed them. ",
        "A mark was noticed on %(child)s's cheek; two different explanations have been given. ",
        "%(child)s said they were hit with a belt for coming home late. ",
        "%(child)s has an injury that does not fit with the fall that was described. ",
        "%(child)s flinched when a member of staff raised a hand and said they get smacked hard. ",
    ),
    "emotional_abuse": (
        "%(child)s is called names and told they are not wanted, in front of others. ",
        "%(child)s is treated differently from the other children and spends long hours alone in their room. ",
        "%(mother)s said in front of %(child)s that everything would be easier without them. ",
        "%(child)s is afraid to make mistakes and cried at the thought of a call home. ",
    ),
    "sexual_abuse": (
        "%(child)s made a comment which suggests they may have been harmed by an older relative. ",
        "%(child)s has shown sexual behaviour that is not expected at their age. ",
        "%(child)s told a friend that somebody who visits the home had touched them; the friend told an adult. ",
        "A man who is known to police for offences against children has been staying at the address. ",
    ),
    "parent_drugs": (
        "%(mother)s appeared to be under the influence and could not say who was looking after %(child)s. ",
        "Cannabis and other drugs were within reach of %(child)s in the living room. ",
        "%(man)s has started using again and people come to the door at all hours. ",
        "%(mother)s has missed her last appointments with the recovery service. ",
    ),
    "parent_alcohol": (
        "%(mother)s was unsteady and smelled of alcohol when she came to collect %(child)s. ",
        "%(man)s had been drinking since the morning and could not be woken. ",
        "%(child)s has been pouring drinks away and hiding bottles. ",
        "%(mother)s fell on the way home with %(child)s and had been drinking. ",
    ),
    "parent_mental_health": (
        "%(mother)s said she has not slept for days and feels unable to go on. ",
        "%(mother)s has stopped her medication and believes the neighbours are listening to her. ",
        "%(man)s took an overdose on %(day)s; %(child)s was at home. ",
        "%(mother)s is very low, stays in bed and has withdrawn from her friends and the clinic. ",
    ),
    "child_mental_health": (
        "%(child)s has panic attacks most mornings and has stopped eating with others. ",
        "%(child)s says they hear a voice that frightens them. ",
        "%(child)s has become withdrawn since the summer and no longer sees friends. ",
    ),
    "child_self_harm": (
        "%(child)s has been hurting themselves and showed a member of staff. ",
        "%(child)s took more tablets than they should have and told a friend afterwards. ",
        "%(child)s wrote in a message that they did not want to be here any more. ",
    ),
    "child_behaviour": (
        "%(child)s has hit out at %(mother)s and at a younger child several times. ",
        "%(child)s has been suspended twice this term after fights. ",
        "%(mother)s says she can no longer manage %(child)s's behaviour and is frightened of it. ",
    ),
    "missing": (
        "%(child)s was reported missing at %(hour)s and found the next morning in another town. ",
        "This is the fourth time this month that %(child)s has not come home. ",
        "%(child)s left after an argument and was found at the house of an adult nobody knows. ",
    ),
    "criminal_exploitation": (
        "%(child)s has a second phone, new trainers and money they cannot account for. ",
        "%(child)s was stopped with older young people who are known for supplying drugs. ",
        "%(child)s owes money and is afraid of the people they owe it to. ",
        "%(child)s has been travelling by train to towns they have no link with. ",
    ),
    "sexual_exploitation": (
        "%(child)s has been collected in cars by adults who are not family. ",
        "%(child)s is in a relationship with a much older person and gets gifts from them. ",
    ),
    "serious_violence": (
        "A knife was found in %(child)s's bag; they said it was for protection. ",
        "%(child)s was hurt in a fight between two groups and will not say who was there. ",
    ),
    "radicalisation": (
        "%(child)s has been sharing extremist videos and talks of people who should be punished. ",
        "%(child)s has drawn symbols of a banned group and repeats what they read in an online forum. ",
    ),
    "online_harm": (
        "%(child)s sent a picture to someone they met in a game who now asks for more. ",
        "An adult pretending to be a teenager has been messaging %(child)s every night. ",
    ),
    "absent_from_school": (
        "%(child)s's attendance has fallen below half and home visits go unanswered. ",
        "%(child)s has not been seen by any professional for five weeks. ",
    ),
    "parental_conflict": (
        "%(mother)s and %(man)s argue at every handover and %(child)s is asked to choose sides. ",
        "Each parent makes allegations about the other and %(child)s hears all of it. ",
    ),
    "housing": (
        "The family must leave their home on %(day)s and has nowhere to go. ",
        "The family of five sleeps in one room with damp on the walls. ",
    ),
    "money_and_food": (
        "The meter has run out and %(mother)s has gone without food so that the children can eat. ",
        "Benefits have stopped and the family has lived on food parcels for three weeks. ",
    ),
    "unborn_child": (
        "%(mother)s booked late in the pregnancy and has missed two scans. ",
        "%(mother)s is pregnant; an older child was removed from her care in another area. ",
        "%(mother)s is using drugs in pregnancy and the father's whereabouts are not known. ",
    ),
    "child_disability": (
        "%(child)s's needs have grown and %(mother)s has had no break since the spring. ",
        "Equipment and medical advice for %(child)s are not being used and their health is suffering. ",
    ),
    "young_carer": (
        "%(child)s gets the younger ones up, cooks and gives %(mother)s her medicine before school. ",
        "%(child)s stays at home on most %(day)ss to look after %(mother)s. ",
    ),
    "allegation_about_professional": (
        "%(child)s said that a member of staff held them down in a way that hurt. ",
        "A message from a coach to %(child)s has been found that is not appropriate. ",
    ),
    "bereavement": ("%(child)s's father died suddenly and the family is struggling to cope. ",),
    "parent_in_prison": ("%(man)s was sent to prison on %(day)s and %(mother)s is left without money or support. ",),
    "private_fostering": ("%(child)s has lived with a family friend for two months and nobody told the council. ",),
    "asks_for_help": (
        "%(mother)s is asking for help with routines, sleep and getting %(child)s to school. ",
        "%(mother)s says she is exhausted and would welcome someone to talk to. ",
    ),
}

HAPPENED_TO_LITTLE_ONES = {
    "domestic_abuse": (
        "%(mother)s was holding %(child)s when %(man)s pushed her. ",
        "%(man)s was arrested after damaging the front door; %(child)s was in the cot upstairs. ",
        "%(mother)s disclosed that %(man)s controls the money and stops her taking %(child)s to the clinic. ",
        "%(man)s returned to the home although a bail condition told him to stay away. ",
    ),
    "neglect": (
        "%(child)s was in a heavily soiled nappy, with a rash that has not been treated. ",
        "%(child)s has lost weight since the last review and two weigh-ins were missed. ",
        "There is no safe place for %(child)s to sleep, and bottles were unwashed. ",
        "%(child)s was left in the care of an eight-year-old while adults were out. ",
    ),
    "physical_abuse": (
        "%(child)s has a bruise in an unusual place that nobody can explain. ",
        "%(child)s has an injury that does not fit with the fall that was described. ",
    ),
    "emotional_abuse": (
        "%(mother)s shouted at %(child)s in the waiting room and turned the pushchair to the wall. ",
        "%(child)s does not look for comfort and watches adults without a sound. ",
    ),
    "parent_drugs": (
        "%(mother)s appeared to be under the influence and could not say who was looking after %(child)s. ",
        "%(mother)s has missed her last appointments with the recovery service. ",
    ),
    "parent_alcohol": (
        "%(mother)s fell while carrying %(child)s and had been drinking. ",
        "%(man)s had been drinking since the morning and could not be woken while %(child)s cried. ",
    ),
    "parent_mental_health": (
        "%(mother)s said she has not slept for days and feels nothing for %(child)s. ",
        "%(mother)s is very low, stays in bed and has withdrawn from her friends and the clinic. ",
    ),
}
"""The same for a child of less than four years, who cannot tell."""

OLDER = frozenset(
    {
        "child_self_harm",
        "missing",
        "criminal_exploitation",
        "sexual_exploitation",
        "serious_violence",
        "radicalisation",
        "online_harm",
        "young_carer",
    }
)
"""Reasons that concern children of ten and over."""

DETAILS = (
    "%(mother)s seemed tearful but answered what was asked. ",
    "%(man)s was not there and it is not clear where he is staying. ",
    "There was food in the cupboards and the bedrooms were tidy. ",
    "%(child)s was quiet and kept looking at the door. ",
    "The account given on the day changed when it was asked about again. ",
    "Other children in the home appeared well. ",
    "It is not known who else lives at the address. ",
    "A similar concern was passed on some months ago. ",
    "%(mother)s said that things had been better until about six weeks ago. ",
    "No medical attention was needed. ",
    "The family moved here recently and little is known about them. ",
    "Grandparents live near and were called to help. ",
)

WORRIES = {
    "home": (
        "It is becoming more frequent and %(child)s is in the middle of it.",
        "%(child)s may be hurt if this goes on, even if nobody means it.",
        "Nobody in the home seems to see what this does to %(child)s.",
        "%(mother)s plays it down and has gone back on what she first said.",
    ),
    "care": (
        "This has gone on for months and small improvements do not last.",
        "%(child)s is losing weight and falling behind.",
        "A child of this age cannot keep themselves safe.",
        "Help has been offered several times and not taken up.",
    ),
    "self": (
        "%(child)s does not tell adults when things get worse.",
        "%(mother)s cannot watch %(child)s day and night.",
        "Waiting times are long and %(child)s needs something now.",
    ),
    "outside": (
        "There are adults behind this who know exactly what they are doing.",
        "%(child)s does not see themselves as being used.",
        "The people involved know where the family lives.",
    ),
    "strain": (
        "The family is close to breaking point.",
        "Without help soon this may become a crisis.",
        "The children notice more than their parents think.",
    ),
}

STRENGTHS = (
    "%(mother)s loves the children and wants things to change.",
    "%(child)s has a good relationship with a teacher and asks for help.",
    "Grandmother is nearby and steps in.",
    "The home is warm and clean and there are toys and books.",
    "%(child)s goes to school every day and enjoys it.",
    "%(mother)s has accepted help before and it worked for a time.",
    "There is an aunt whom the children trust.",
    "The family has friends in the street.",
    "",
    "",
    "",
)

STRENGTHS_OF_LITTLE_ONES = (
    "%(mother)s loves the children and wants things to change.",
    "Grandmother is nearby and steps in.",
    "The home is warm and clean and there are toys and books.",
    "%(mother)s has accepted help before and it worked for a time.",
    "%(child)s is growing well and smiles at familiar faces.",
    "The family has friends in the street.",
    "",
    "",
)

WANTED = (
    "We would like the hub to look at this with other agencies.",
    "Somebody should speak to %(child)s alone.",
    "Support for the family before this becomes worse.",
    "An assessment of whether %(child)s is safe at home.",
    "Advice on what we should do next.",
    "That the family gets help and nobody is blamed.",
    "A home visit today, please.",
    "",
)

CHILDS_WORDS = {
    "home": (
        "I put my headphones on when it starts.",
        "I wish they would just stop.",
        "I look after my little brother when they shout.",
        "Don't tell them I said.",
    ),
    "care": (
        "There wasn't any tea.",
        "I make my own sandwiches.",
        "Mam was asleep so I went out.",
    ),
    "self": ("I don't want to feel like this.", "Nobody would notice.", "It's easier than talking."),
    "outside": ("They're my mates.", "You don't understand, I owe them.", "It's nothing, leave it."),
    "strain": ("Mam's always tired.", "I just want us to have our own house.", "I miss how it was."),
}

GROUPS = {
    "domestic_abuse": "home",
    "physical_abuse": "home",
    "emotional_abuse": "home",
    "sexual_abuse": "home",
    "parental_conflict": "home",
    "neglect": "care",
    "parent_drugs": "care",
    "parent_alcohol": "care",
    "parent_mental_health": "care",
    "unborn_child": "care",
    "absent_from_school": "care",
    "private_fostering": "care",
    "child_mental_health": "self",
    "child_self_harm": "self",
    "child_behaviour": "self",
    "missing": "outside",
    "criminal_exploitation": "outside",
    "sexual_exploitation": "outside",
    "serious_violence": "outside",
    "radicalisation": "outside",
    "online_harm": "outside",
    "housing": "strain",
    "money_and_food": "strain",
    "child_disability": "strain",
    "young_carer": "strain",
    "bereavement": "strain",
    "parent_in_prison": "strain",
    "asks_for_help": "strain",
    "allegation_about_professional": "home",
}
"""Which worries and words belong to which reason."""

SCREENING_NOTES = (
    "Read with the history. Checks needed before a decision.",
    "No immediate danger tonight; %(child)s is with %(mother)s.",
    "Spoke to the referrer to make sure of the facts and the order of events.",
    "Child seen by the referrer today and said to be safe.",
)

KNOWN_NOTE = "Known to us. History read and set out for the decision."
NEW_NOTE = "New to us. Address and family confirmed."

WHY_DIFFERENT = (
    "Same worry as before, closer together: pattern, not an incident.",
    "Earlier contacts ended with advice that was not followed.",
    "A new adult has moved into the home since the last contact.",
    "The child has now said it in their own words.",
    "Help has ended since and things have slipped back.",
)

ANSWERS = {
    "police": (
        "%(count)s incidents at the address in the last 12 months, domestic in nature, one with an arrest and no "
        "charge.",
        "%(man)s is known for offences of violence; the last was in another force area.",
        "One missing report for %(child)s, found safe. No other information.",
        "Intelligence that the address is visited by people linked to drug supply. Not to be shared with the family.",
        "Bail conditions are in place that keep %(man)s from the address.",
    ),
    "health_visiting": (
        "Seen at the last review: development as expected. Two later appointments were not attended.",
        "Immunisations are up to date. %(mother)s described low mood and was offered listening visits.",
        "School nurse has seen %(child)s twice about sleep and worries.",
    ),
    "education_service": (
        "Attendance %(percent)s per cent this term. School describes a child who is often tired.",
        "On roll; no suspensions. Pastoral support since September.",
        "Moved school twice in 18 months. Support plan in place, reviewed last month.",
    ),
    "mental_health": (
        "%(child)s is open to us and waiting for treatment; a safety plan is in place.",
        "%(mother)s was discharged in spring after not attending.",
        "Referred and not accepted; signposted to school support.",
    ),
    "hospital": (
        "Two emergency attendances in 12 months, both with an explanation that fitted.",
        "%(mother)s is booked for maternity care; appointments kept since 20 weeks.",
        "One attendance with an injury; safeguarding discussion recorded at the time.",
    ),
    "housing": (
        "Tenancy in %(mother)s's name; rent arrears and two complaints about noise.",
        "Property inspected last month: damp in one bedroom, repair ordered.",
    ),
    "probation": (
        "%(man)s is supervised until next year; risk to partners assessed as medium.",
        "%(man)s completed his order in the spring. No current supervision.",
    ),
}

CANNOT_SHARE = (
    "The information belongs to another force, whose agreement we have asked for.",
    "The record is under legal privilege; our adviser will ring the hub.",
    "The person has been told their health record is shared only at a higher threshold; please ring if it is red.",
)

WEIGHED = {
    "no_further_action": ("The worry may be part of a pattern that nobody sees whole.", ""),
    "advice": ("Advice was given before, and it is not known whether it helped.", ""),
    "early_help": ("The family may not stay with a plan that they have not asked for.", ""),
    "assessment": (
        "An offer of early help has not been tried to the end.",
        "What the children say when they are seen alone. It can not wait until early help has found out.",
    ),
    "strategy_discussion": (
        "There may be an innocent explanation.",
        "How it happened. Finding out alone would take longer than the child may have.",
    ),
    "other_authority": ("The child may be here more often than was told.", ""),
    "lado": ("It may be a matter of practice and not of harm.", ""),
}
"""What speaks against each outcome, and what is not known."""

RATIONALES = {
    "no_further_action": (
        "The information does not suggest that %(child)s needs a service. %(evidence)s The family has support "
        "around them.",
        "A single incident without injury, well handled by the parents. %(evidence)s No pattern in the history.",
        "A partner who knows the family will stay in touch with them. %(evidence)s Nothing suggests lasting harm.",
    ),
    "advice": (
        "The need can be met by services the family already knows. %(evidence)s Advice given to the referrer on "
        "what to watch for.",
        "Level of need is low and the parents act on advice. %(evidence)s Signposted to the community offer.",
    ),
    "early_help": (
        "There are several needs that one service cannot meet. %(evidence)s %(mother)s agrees to early help.",
        "The worry has come back although advice was given. %(evidence)s A family plan is likely to help, and "
        "the family wants it.",
    ),
    "assessment": (
        "%(child)s may be a child in need: the concern is lasting and help has not been enough. %(evidence)s",
        "The history shows a pattern that has not been understood. %(evidence)s An assessment is needed to see "
        "what life is like "
        "for %(child)s.",
    ),
    "strategy_discussion": (
        "There is reasonable cause to suspect that %(child)s is suffering or likely to suffer significant harm. "
        "%(evidence)s",
        "Harm is alleged, the alleged person is in the home, and evidence may be lost. %(evidence)s",
    ),
    "other_authority": (
        "%(child)s lives in another authority's area, which holds the duty. %(evidence)s Passed on by telephone "
        "and in writing.",
    ),
    "lado": (
        "The concern is about an adult who works with children. %(evidence)s The designated officer's advice is "
        "needed before "
        "anything is said to the adult.",
    ),
}

EVIDENCE = (
    "The referrer's account is first hand.",
    "Checks with partners support the account.",
    "The history of earlier contacts was read and weighed.",
    "Agencies hold little, so what is not known was weighed too.",
)

NFA_REASONS = ("needs_met", "advice_enough", "already_helped", "not_borne_out")

FAMILY_TOLD = (
    "Told by telephone what was decided and why; agreed.",
    "Told by telephone; not happy with the decision and given the complaints leaflet.",
    "To be told by the worker at the first visit.",
    "Not told yet: asking would raise the risk.",
)

SENT_BACK = (
    "The earlier contacts are not weighed. Please say what is different and why that changes, or does not change, "
    "the decision.",
    "Police have not answered yet and the decision rests on what they may hold. Ask again, or say why it cannot wait.",
    "Consent is recorded but not who gave it. Please make clear.",
    "The younger child is missing from the reasons.",
)

SIGN_OFF_NOTES = (
    "History and checks considered. I agree with the level.",
    "I tested the decision against the last two contacts and agree.",
    "Agreed. Child's own words considered.",
    "Agreed; plan if things get worse is clear.",
)

NOT_SAFE = (
    "Asking would tell the alleged abuser that this has been shared.",
    "The child fears the reaction at home.",
    "It could harm a criminal investigation.",
)

DECLINED = (
    "Family has moved; address is outside our area.",
    "No capacity for this work for six weeks; please offer it elsewhere.",
    "Needs are above what our service works with.",
)

OUTCOMES_OF_WORK = {
    "assessment": (
        "Child in need plan",
        "No further service; needs met",
        "Stepped down to early help",
        "Child protection conference",
    ),
    "early_help": ("Goals met", "Family withdrew", "Stepped up to social care", "Closed to universal services"),
    "lado": ("Advice given", "Unsubstantiated", "Substantiated", "Unfounded"),
    "other_authority": ("Accepted by the other authority",),
}

TOLD = {
    "no_further_action": "We have looked into what you told us and no further step is needed "
    "from us. Please ring again if you stay worried.",
    "advice": "We have looked into what you told us and given advice. Please ring again if things do not get better.",
    "early_help": "We have spoken with the family and they have been offered help.",
    "assessment": "A social work team will now look at what the child needs, and may get in touch with you.",
    "strategy_discussion": "We have acted on what you told us. A social worker may ask you for more.",
    "other_authority": "The child lives in another area. We have passed this on to the council there.",
    "lado": "We have passed this to the officer who looks into concerns about people who work with children.",
}
"""What the referrer is told, by the outcome: no more than they may know."""

ADVICE = (
    "Speak to the parents first, keep a dated record, and ring again if there is no change within two weeks.",
    "The need is one for early help: talk to the family, and use the early help form with their agreement.",
    "If the child says more, listen, do not question, write it down in their words and ring at once.",
    "This is about an adult who works with children: ring the designated officer before you speak to the adult.",
)
