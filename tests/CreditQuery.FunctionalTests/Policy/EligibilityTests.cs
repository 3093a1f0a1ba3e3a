using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Policy;

/// <summary>000 三(三), F180: a library, a bus or a museum hears yes or no, and neither lists nor reasons.</summary>
public sealed class EligibilityTests
{
    [Theory]
    [InlineData("model_of_integrity", true)]
    [InlineData("major_tax_violation", false)]
    public async Task CheckSubject_LibraryDesk_HearsYesOrNoAndNothingElse(string listType, bool eligible)
    {
        await using var node = await NodeHost.StartAsync();
        var entry = Samples.Order();
        (entry.PutEntry.ListType, entry.PutEntry.UntilPerformed, entry.PutEntry.ValidTo, entry.PutEntry.Region) = (listType, false, "2027-05-31", "320583");
        await node.ApplyAsync(Samples.FullSource(Samples.AllListTypes()));
        await node.ApplyAsync(Samples.Describe(), entry);
        var check = new CheckSubjectRequest
        {
            RequestId = "r-5",
            Subject = Samples.PersonSubject(),
            Scenario = "library",
            Region = "320583",
            Purpose = "deposit",
            OperatorId = "desk-1",
            WorkItemNo = "w-1",
            Explain = true,
        };

        var answer = await node.CheckAsync(check);
        check.Scenario = "education";
        var office = await node.CheckAsync(check);

        Assert.Equal(eligible, answer.Other.Eligible);
        Assert.Equal(eligible, answer.Measures.Any(m => m.Code == "library_deposit_free"));
        Assert.All(answer.Measures, m => Assert.Equal(("", "", ""), (m.EntryId, m.ListType, m.ValidUntil)));
        Assert.Empty(answer.References);
        Assert.Equal((ThreeCleanYears.Unspecified, ""), (answer.ThreeCleanYears, answer.CleanSince));
        Assert.Null(answer.Explanation);
        Assert.Null(answer.NextChangeAt);
        Assert.NotEqual(ThreeCleanYears.Unspecified, office.ThreeCleanYears);
    }
}
