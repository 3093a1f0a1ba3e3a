using System.Globalization;
using System.Text;
using CreditQuery.Index;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Subjects;
using Google.Protobuf.Collections;
using AppliedMeasure = CreditQuery.Protos.V1.AppliedMeasure;
using LegalBasis = CreditQuery.Protos.V1.LegalBasis;
using MeasureKind = CreditQuery.Protos.V1.MeasureKind;
using MeasureState = CreditQuery.Protos.V1.MeasureState;
using RuleBasis = CreditQuery.Rules.Catalogues.LegalBasis;
using RuleMeasure = CreditQuery.Rules.Checks.AppliedMeasure;

namespace CreditQuery.Server.Checks;

/// <summary>Writes measures of an answer as messages. Codes and names are the catalogue's own strings: nothing is copied for them.</summary>
internal static class MeasureMapper
{
    /// <summary>Adds measures to a message.</summary>
    /// <param name="measures">Measures or references of the answer.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="scope">Catalogue, cipher, whether to explain.</param>
    /// <param name="target">Receives them in the same order.</param>
    public static void Add(ReadOnlySpan<RuleMeasure> measures, CheckAnswer answer, in MapScope scope, RepeatedField<AppliedMeasure> target)
    {
        foreach (ref readonly var measure in measures)
        {
            target.Add(Map(measure, answer, scope));
        }
    }

    /// <summary>Adds legal bases to a message.</summary>
    /// <param name="citations">Bases with articles.</param>
    /// <param name="target">Receives them in the same order.</param>
    public static void AddBases(IReadOnlyList<BasisCitation> citations, RepeatedField<LegalBasis> target)
    {
        foreach (var citation in citations)
        {
            target.Add(new LegalBasis
            {
                Title = citation.Basis.Title,
                Article = citation.Article,
                BasisClass = ClassCode(citation.Basis),
                InForceFrom = CivilDay.Format(citation.Basis.InForce.From),
                InForceTo = CivilDay.Format(citation.Basis.InForce.To),
            });
        }
    }

    private static AppliedMeasure Map(in RuleMeasure measure, CheckAnswer answer, in MapScope scope)
    {
        var definition = scope.Catalogue.Measures[measure.Measure];
        var mapped = new AppliedMeasure
        {
            Code = definition.Code,
            NameZh = definition.NameZh,
            Kind = (MeasureKind)definition.Kind,
            Obligation = (Protos.V1.Obligation)measure.Obligation,
            Effect = (Protos.V1.Effect)measure.Effect,
            State = (MeasureState)measure.State,
            EntryId = Text(answer.EntryId(measure)),
            ExemptionId = Text(answer.ExemptionId(measure)),
            ValidUntil = CivilDay.Format(measure.ValidUntil),
            Inherited = measure.Inherited,
        };
        if (measure.ListType >= 0)
        {
            mapped.ListType = scope.Catalogue.ListTypes[measure.ListType].Code;
        }

        AddOrigin(measure, scope.Cipher, mapped);
        AddDetails(definition, scope.Explain, mapped);
        return mapped;
    }

    private static void AddOrigin(in RuleMeasure measure, SubjectKeyCipher cipher, AppliedMeasure mapped)
    {
        if (measure.ViaRole != Rules.Subjects.Role.Unspecified)
        {
            mapped.Via = new Via
            {
                Role = (Protos.V1.Role)measure.ViaRole,
                SubjectMask = IdentifierMask.Of(cipher.Unseal(measure.ViaUnit)),
            };
        }

        if (measure.DisputedSince != CivilDay.None)
        {
            mapped.Disputed = new Disputed { Since = CivilDay.Format(measure.DisputedSince), ReplyDue = CivilDay.Format(measure.DisputedReplyDue) };
        }
    }

    private static void AddDetails(MeasureDefinition definition, bool explain, AppliedMeasure mapped)
    {
        if (definition.Parameters.Count > 0)
        {
            foreach (var (name, value) in definition.Parameters)
            {
                mapped.Params.Add(name, value);
            }
        }

        if (explain)
        {
            AddBases(definition.LegalBases, mapped.LegalBasis);
        }
    }

    private static string Text(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? "" : Encoding.UTF8.GetString(utf8);

    private static string ClassCode(RuleBasis basis) => basis.Class switch
    {
        BasisClass.Law => "law",
        BasisClass.AdministrativeRegulation => "administrative_regulation",
        BasisClass.LocalRegulation => "local_regulation",
        BasisClass.CentralPolicy => "central_policy",
        BasisClass.JudicialInterpretation => "judicial_interpretation",
        BasisClass.DepartmentRule => "department_rule",
        BasisClass.NormativeDocument => "normative_document",
        BasisClass.Memorandum => "memorandum",
        BasisClass.LocalPolicy => "local_policy",
        _ => ((int)basis.Class).ToString(CultureInfo.InvariantCulture),
    };
}
