using CreditQuery.Server.Errors;

namespace CreditQuery.Server.Registry;

/// <summary>Form of the changes about subjects: their facts, links, aliases, grades, commitments.</summary>
internal static class SubjectForms
{
    private const int MaxIdBytes = 64;
    private const int HashBytes = 32;
    private const int MaxTags = 16;
    private const uint MaxBehaviourCount = 1_000_000;

    /// <summary>Checks one change about a subject.</summary>
    /// <param name="change">The change; rewritten.</param>
    /// <param name="form">Collects what is wrong.</param>
    public static void Check(Change change, FormCheck form)
    {
        switch (change.ChangeCase)
        {
            case Change.ChangeOneofCase.PutSubject:
                Put(change.PutSubject, form);
                break;
            case Change.ChangeOneofCase.LinkPerson or Change.ChangeOneofCase.UnlinkPerson or Change.ChangeOneofCase.LinkSuccessor:
                Link(change, form);
                break;
            case Change.ChangeOneofCase.PutAlias:
                form.Subject(change.PutAlias.Alias, "alias");
                form.Subject(change.PutAlias.Target, "target");
                break;
            case Change.ChangeOneofCase.RemoveAlias:
                form.Subject(change.RemoveAlias.Alias, "alias");
                break;
            case Change.ChangeOneofCase.PutGrade or Change.ChangeOneofCase.PutRating or Change.ChangeOneofCase.PutBehaviour:
                Assessment(change, form);
                break;
            case Change.ChangeOneofCase.EraseSubject:
                form.Subject(change.EraseSubject.Subject, "subject");
                form.Reference(change.EraseSubject.DecisionRef, "decision_ref", required: true);
                break;
            default:
                Commitment(change, form);
                break;
        }
    }

    private static void Put(PutSubject put, FormCheck form)
    {
        var personal = SubjectSeal.IsPersonal(put.Subject);
        form.Subject(put.Subject, "subject");
        form.Member(put.Kind, "kind", required: true);
        if (personal == false && put.Kind == SubjectKind.NaturalPerson)
        {
            form.Fail("kind", ErrorReason.InvalidField, "An identifier of a unit does not name a natural person.");
        }

        form.Region(put.Region, "region");
        form.Industry(put.IndustryCode, "industry_code");
        form.Day(put.EstablishedOn, "established_on");
        if (put.BirthMonth.Length > 0)
        {
            form.Day(put.BirthMonth.Length == 7 ? put.BirthMonth + "-01" : "?", "birth_month");
        }

        if (put.OccupationTags.Count > MaxTags)
        {
            form.Fail("occupation_tags", ErrorReason.TooLarge, "At most 16.");
        }

        foreach (var tag in put.OccupationTags)
        {
            form.Code(tag, "occupation_tags", required: true);
        }
    }

    private static void Link(Change change, FormCheck form)
    {
        switch (change.ChangeCase)
        {
            case Change.ChangeOneofCase.LinkPerson:
                var link = change.LinkPerson;
                form.Subject(link.Unit, "unit");
                form.Subject(link.Person, "person");
                form.Member(link.Role, "role", required: true);
                form.Period(form.Day(link.From, "from"), form.Day(link.To, "to"), "to");
                form.Reference(link.LiabilityDecisionRef, "liability_decision_ref");
                break;
            case Change.ChangeOneofCase.UnlinkPerson:
                form.Subject(change.UnlinkPerson.Unit, "unit");
                form.Subject(change.UnlinkPerson.Person, "person");
                form.Member(change.UnlinkPerson.Role, "role", required: true);
                form.Day(change.UnlinkPerson.To, "to");
                break;
            case Change.ChangeOneofCase.LinkSuccessor:
                Successor(change.LinkSuccessor, form);
                break;
        }
    }

    private static void Successor(LinkSuccessor link, FormCheck form)
    {
        form.Subject(link.Predecessor, "predecessor");
        form.Subject(link.Successor, "successor");
        form.Word(link.Reason, "reason", ClosedWords.SuccessorReasons);
        form.Reference(link.DecisionRef, "decision_ref", required: true);
        foreach (var listType in link.Inherits)
        {
            form.Code(listType, "inherits", required: true);
        }

        form.Period(form.Day(link.From, "from"), form.Day(link.To, "to"), "to");
    }

    private static void Assessment(Change change, FormCheck form)
    {
        switch (change.ChangeCase)
        {
            case Change.ChangeOneofCase.PutGrade:
                var grade = change.PutGrade;
                form.Subject(grade.Subject, "subject");
                form.Code(grade.Scheme, "scheme", required: true);
                Value(grade.Value, form, "value");
                form.Period(form.Day(grade.GradedOn, "graded_on"), form.Day(grade.ValidTo, "valid_to"), "valid_to");
                form.Code(grade.Issuer, "issuer");
                break;
            case Change.ChangeOneofCase.PutRating:
                var rating = change.PutRating;
                form.Subject(rating.Subject, "subject");
                form.Code(rating.Agency, "agency", required: true);
                form.Code(rating.Scale, "scale", required: true);
                Value(rating.Value, form, "value");
                form.Period(form.Day(rating.RatedOn, "rated_on"), form.Day(rating.ValidTo, "valid_to"), "valid_to");
                break;
            case Change.ChangeOneofCase.PutBehaviour:
                Behaviour(change.PutBehaviour, form);
                break;
        }
    }

    private static void Behaviour(PutBehaviour behaviour, FormCheck form)
    {
        form.Subject(behaviour.Subject, "subject");
        form.Code(behaviour.Type, "type", required: true);
        form.Day(behaviour.OccurredOn, "occurred_on", required: !behaviour.Withdrawn);
        form.Reference(behaviour.DocumentNo, "document_no", required: behaviour.Withdrawn);
        if (behaviour.Count > MaxBehaviourCount)
        {
            form.Fail("count", ErrorReason.InvalidField, "At most 1,000,000.");
        }
    }

    private static void Commitment(Change change, FormCheck form)
    {
        switch (change.ChangeCase)
        {
            case Change.ChangeOneofCase.PutCommitment:
                var put = change.PutCommitment;
                form.Subject(put.Subject, "subject");
                form.Reference(put.CommitmentId, "commitment_id", required: true, MaxIdBytes);
                form.Word(put.Type, "type", ClosedWords.CommitmentTypes);
                form.Day(put.DueOn, "due_on");
                if (put.TextHash.Length is not (0 or HashBytes))
                {
                    form.Fail("text_hash", ErrorReason.InvalidField, "The 32 bytes of a SHA-256.");
                }

                break;
            case Change.ChangeOneofCase.KeepCommitment:
                form.Subject(change.KeepCommitment.Subject, "subject");
                form.Reference(change.KeepCommitment.CommitmentId, "commitment_id", required: true, MaxIdBytes);
                form.Day(change.KeepCommitment.EffectiveOn, "effective_on");
                break;
            case Change.ChangeOneofCase.BreakCommitment:
                form.Subject(change.BreakCommitment.Subject, "subject");
                form.Reference(change.BreakCommitment.CommitmentId, "commitment_id", required: true, MaxIdBytes);
                form.Day(change.BreakCommitment.EffectiveOn, "effective_on");
                break;
            default:
                form.Fail("", ErrorReason.InvalidField, "A change this version does not know.");
                break;
        }
    }

    private static void Value(string value, FormCheck form, string field)
    {
        if (value.Length > FormCheck.MaxCodeLength || value.AsSpan().ContainsAnyExcept(CodeCharacters.Value))
        {
            form.Fail(field, ErrorReason.InvalidField, "Not a value of a scheme: letters, digits, + - . and underscores, at most 64.");
        }
        else
        {
            form.RefusePersonal(value, field);
        }
    }
}
