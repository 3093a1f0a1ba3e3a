using CreditQuery.Index;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.UnitTests.Index;
using CreditQuery.UnitTests.Rules.Support;
using Google.Protobuf;

namespace CreditQuery.UnitTests.Cases;

/// <summary>A registry in which the changes of one case are made, and then its question is asked.</summary>
internal sealed class CaseRegistry : IDisposable
{
    private static readonly DateTimeOffset Morning = new(2026, 1, 1, 1, 0, 0, TimeSpan.Zero);

    private readonly TestRegistry _registry = new(withCatalogue: false) { Now = Morning };
    private readonly CaseChanges _changes;

    public CaseRegistry(Catalogue catalogue)
    {
        _changes = new CaseChanges(_registry);
        _registry.Now = OnDay(Math.Max(catalogue.EffectiveFrom, RecordBuilder.Day("2020-01-01")));
        var put = new PutCatalogue { Name = catalogue.Name, Content = ByteString.CopyFrom(catalogue.Content.Span) };
        Assert.Equal(OutcomeKind.Applied, _registry.ApplyOne(new Change { PutCatalogue = put }).Kind);
    }

    public RegistrySnapshot Snapshot => _registry.Index.Current;

    public void Dispose() => _registry.Dispose();

    /// <summary>Makes the changes in their order; each must be applied unless the case says why it is refused.</summary>
    public void Make(List<Dictionary<string, object>> steps)
    {
        foreach (var step in steps)
        {
            _registry.Now = OnDay(RecordBuilder.Day((string)step["on"]));
            var change = _changes.Read(step);
            var outcome = _registry.ApplyOne(change);
            var refused = step.TryGetValue("refused", out var reason) ? CaseWords.Parse<RefusalReason>((string)reason) : RefusalReason.Unspecified;
            Assert.True(refused == outcome.Reason && (refused != 0 || outcome.Kind == OutcomeKind.Applied), $"{change.ChangeCase} of {step["on"]}: {outcome}");
        }
    }

    /// <summary>Asks about the subject of the case, whatever its lists' sources are: coverage has tests of its own.</summary>
    /// <returns>The record, empty without one.</returns>
    public byte[] Check(PolicyCase policyCase, CheckPlan plan, int partyRole, CheckAnswer answer)
    {
        var (type, value) = CaseSubjects.Of(policyCase.About);
        var written = policyCase.Written.Length > 0;
        var input = new SubjectInput
        {
            Type = written ? default : type,
            Value = written ? policyCase.Written : value,
            Name = policyCase.Called,
            PartyRole = partyRole,
        };
        using var reader = _registry.Index.RentReader();
        Assert.True(reader.TryCheck(new CheckContext(Snapshot, plan, Ask.Covered), input, answer, out var found));
        return found.Key == default ? [] : reader.ReadCopy(found.Key, out _) ?? [];
    }

    private static DateTimeOffset OnDay(int day) => new(DateOnly.FromDayNumber(day).ToDateTime(new TimeOnly(1, 0)), TimeSpan.Zero);
}
