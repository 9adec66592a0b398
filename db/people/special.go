package people

// SpecialSubjects are the subjects of the register of acts that tell that there
// are special data about a person. Only an administrator, who answers for the
// register, sees their lines.
var SpecialSubjects = []string{"social_referral", "profile_special", "conditionality_reason", "referral_judgement"}
