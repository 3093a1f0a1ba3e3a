using System.Globalization;
using System.Text;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;
using CommitmentState = CreditQuery.Rules.Records.CommitmentState;
using Role = CreditQuery.Protos.V1.Role;
using SubjectKind = CreditQuery.Protos.V1.SubjectKind;

namespace CreditQuery.Server.Checks;

/// <summary>Writes a record as the answer of GetSubject.</summary>
internal static class SubjectStatusMapper
{
    /// <summary>Writes everything visible on a day.</summary>
    /// <param name="view">The record.</param>
    /// <param name="key">Key under which it was found.</param>
    /// <param name="scope">Catalogue and cipher.</param>
    /// <param name="days">The days.</param>
    /// <param name="response">Receives it.</param>
    public static void Write(in SubjectView view, SubjectKey key, in MapScope scope, CheckDays days, GetSubjectResponse response)
    {
        ref readonly var head = ref view.Header;
        response.Kind = (SubjectKind)head.Kind;
        response.SubjectMask = IdentifierMask.Of(scope.Cipher.Unseal(key));
        response.Name = Name(view);
        response.Region = RegionText(head.Region);
        response.IndustryCode = IndustryCode.Format(head.Industry);
        response.EstablishedOn = head.Kind == Rules.Subjects.SubjectKind.NaturalPerson ? "" : CivilDay.Format(head.EstablishedOn);
        response.SubjectRevision = head.Revision;
        response.FormerNamesUntil.Add(FormerNames.LastDays(view.FormerNames));
        AddEntries(view, scope, days, response);
        AddLinks(view, scope, response);
        AddContinuations(view, scope, response);
        AddGrades(view, response);
        AddCommitments(view, response);
    }

    /// <summary>Six digits of GB/T 2260.</summary>
    /// <param name="region">The number in records; 0: unknown.</param>
    /// <returns>Empty for 0.</returns>
    public static string RegionText(int region) => region == 0 ? "" : region.ToString("D6", CultureInfo.InvariantCulture);

    private static void AddEntries(in SubjectView view, in MapScope scope, CheckDays days, GetSubjectResponse response)
    {
        for (var i = 0; i < view.Entries.Length; i++)
        {
            if (EntryStatusMapper.Map(view, view.Entries[i], i, scope, days) is { } entry)
            {
                response.Entries.Add(entry);
            }
        }

        for (var i = 0; i < view.Slots.Length; i++)
        {
            ref readonly var slot = ref view.Slots[i];
            if (EntryStatusMapper.Map(view, slot.Entry, view.Entries.Length + i, scope, days) is { } entry)
            {
                entry.Via = new Via { Role = (Role)slot.Role, SubjectMask = IdentifierMask.Of(scope.Cipher.Unseal(slot.Unit)) };
                response.DerivedEntries.Add(entry);
            }
        }
    }

    private static void AddLinks(in SubjectView view, in MapScope scope, GetSubjectResponse response)
    {
        foreach (ref readonly var link in view.Links)
        {
            if (link.Kind is LinkKind.Person or LinkKind.Unit)
            {
                response.Links.Add(new LinkStatus
                {
                    Role = (Role)link.Role,
                    SubjectMask = IdentifierMask.Of(scope.Cipher.Unseal(link.Other)),
                    From = CivilDay.Format(link.From),
                    To = CivilDay.Format(link.To),
                });
            }
        }
    }

    private static void AddContinuations(in SubjectView view, in MapScope scope, GetSubjectResponse response)
    {
        foreach (ref readonly var link in view.Links)
        {
            if (link.Kind != LinkKind.Predecessor)
            {
                continue;
            }

            // Decision, reason, list types, each on a line.
            var texts = Lines(view.Tail.Slice(link.TextOffset, link.TextLength));
            var continuation = new Continuation
            {
                PredecessorMask = IdentifierMask.Of(scope.Cipher.Unseal(link.Other)),
                DecisionRef = texts[0],
                Reason = texts.ElementAtOrDefault(1) ?? "",
                From = CivilDay.Format(link.From),
                To = CivilDay.Format(link.To),
            };
            continuation.ListTypes.Add((texts.ElementAtOrDefault(2) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries));
            response.Continues.Add(continuation);
        }
    }

    private static void AddGrades(in SubjectView view, GetSubjectResponse response)
    {
        foreach (ref readonly var grade in view.Grades)
        {
            var texts = Lines(view.Tail.Slice(grade.TextOffset, grade.TextLength));
            response.Grades.Add(new GradeStatus
            {
                Scheme = texts[0],
                Value = texts.ElementAtOrDefault(1) ?? "",
                GradedOn = CivilDay.Format(grade.GradedOn),
                ValidTo = CivilDay.Format(grade.ValidTo),
            });
        }
    }

    private static void AddCommitments(in SubjectView view, GetSubjectResponse response)
    {
        foreach (ref readonly var commitment in view.Commitments)
        {
            var texts = Lines(view.Tail.Slice(commitment.TextOffset, commitment.TextLength));
            response.Commitments.Add(new CommitmentStatus
            {
                CommitmentId = texts[0],
                Type = texts.ElementAtOrDefault(1) ?? "",
                DueOn = CivilDay.Format(commitment.DueOn),
                State = commitment.State switch
                {
                    CommitmentState.Kept => "KEPT",
                    CommitmentState.Broken => "BROKEN",
                    _ => "OPEN",
                },
            });
        }
    }

    // The name of a unit stands first in the tail; natural persons have none at rest.
    private static string Name(in SubjectView view)
    {
        var end = view.Tail.IndexOf((byte)0);
        return end <= 0 ? "" : Encoding.UTF8.GetString(view.Tail[..end]);
    }

    private static string[] Lines(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8).TrimEnd('\0').Split('\n');
}
