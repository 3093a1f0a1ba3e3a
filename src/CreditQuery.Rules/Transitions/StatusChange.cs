using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Rules.Transitions;

/// <summary>One change of a subject's status.</summary>
/// <remarks>Source: architecture, chapter 7; ADR 0020.</remarks>
public sealed record StatusChange : IComparable<StatusChange>
{
    /// <summary>What happened.</summary>
    public required StatusChangeKind Kind { get; init; }

    /// <summary>The entry; empty where the subject itself changed.</summary>
    public string EntryId { get; init; } = "";

    /// <summary>Its list type as a number in records; 0 where the subject itself changed.</summary>
    public int ListType { get; init; }

    /// <summary>Region of the entry, or of the subject; GB/T 2260, 0 unknown.</summary>
    public int Region { get; init; }

    /// <summary>State before; Unspecified where the entry was not there.</summary>
    public EntryState Previous { get; init; }

    /// <summary>State after; Unspecified where the entry is no longer there.</summary>
    public EntryState State { get; init; }

    /// <summary>The unit through which the entry reaches a person; default: an entry of the subject's own. Of a record that went up in another one,
    /// that one.</summary>
    public SubjectKey Unit { get; init; }

    /// <summary>The role through which it does.</summary>
    public Role Role { get; init; }

    /// <summary>Whom it concerns.</summary>
    public StatusAudience Audience { get; init; }

    /// <summary>Where <see cref="Audience"/> is set: the list type that the entry had, or has for those who lose it; else 0.</summary>
    public int OtherListType { get; init; }

    /// <summary>The same for the region.</summary>
    public int OtherRegion { get; init; }

    /// <summary>The kind that the subject had before, where it changed with the entry there.</summary>
    /// <value>Null: it is the subject's kind, or the entry is new.</value>
    public SubjectKind? KindBefore { get; init; }

    /// <summary>It is told beside the change itself, to those for whom the entry ends or begins with its list, region or the kind of its subject.</summary>
    public bool IsAside => Audience is StatusAudience.Loses or StatusAudience.Gains;

    /// <summary>Orders the changes of one subject at one instant: by entry, unit and role, then kind; those of the subject itself first, those told aside last.</summary>
    /// <param name="other">The other change.</param>
    public int CompareTo(StatusChange? other)
    {
        if (other is null)
        {
            return 1;
        }

        var order = (IsAside ? (int)Audience : 0).CompareTo(other.IsAside ? (int)other.Audience : 0);
        order = order != 0 ? order : string.CompareOrdinal(EntryId, other.EntryId);
        order = order != 0 ? order : Unit.CompareTo(other.Unit);
        order = order != 0 ? order : Role.CompareTo(other.Role);
        return order != 0 ? order : Kind.CompareTo(other.Kind);
    }
}
