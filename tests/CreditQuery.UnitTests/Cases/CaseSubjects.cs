using CreditQuery.Cli.Sample;
using CreditQuery.Rules.Subjects;
using SampleSubjects = CreditQuery.UnitTests.Index.SampleSubjects;

namespace CreditQuery.UnitTests.Cases;

/// <summary>The subjects that cases with changes name, under invented identifiers of the invented region.</summary>
internal static class CaseSubjects
{
    /// <summary>The identifier of a subject: unit, unit2…, unit.org (its organisation code), pilot, reg, person, person2…, child, plate, card.</summary>
    public static (IdentifierType Type, string Value) Of(string name)
    {
        var word = name.TrimEnd("0123456789".ToCharArray());
        var number = word.Length == name.Length ? 1 : int.Parse(name[word.Length..], System.Globalization.CultureInfo.InvariantCulture);
        return word switch
        {
            "unit" => (IdentifierType.Uscc, SampleSubjects.Uscc(number)),
            "unit.org" => (IdentifierType.OrgCode, SampleSubjects.OrgCode(1)),
            "pilot" => (IdentifierType.Uscc, SampleIdentifiers.PilotUscc(number)),
            "reg" => (IdentifierType.RegNo, SampleIdentifiers.RegNo(number)),
            "person" => (IdentifierType.CitizenId, SampleSubjects.Citizen(number)),
            // Seventeen on 2026-11-01, eighteen from 2026-11-02: one counts as a minor on the birthday itself.
            "child" => (IdentifierType.CitizenId, SampleSubjects.Citizen(8, "20081101")),
            "passport" => (IdentifierType.Passport, "UTO:L898902C3"),
            "plate" => (IdentifierType.Plate, "测A12345"),
            "card" => (IdentifierType.StarCardNo, "XC00000001"),
            _ => throw new InvalidDataException($"No subject '{name}'."),
        };
    }
}
