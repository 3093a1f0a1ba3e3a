namespace CreditQuery.UnitTests.Cases;

/// <summary>Every policy case on every catalogue it names: regions and years differ by data, not by code.</summary>
public class PolicyCaseTests
{
    public static TheoryData<string, string, string> All
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var (file, cases) in PolicyCases.Files)
            {
                foreach (var policyCase in cases)
                {
                    foreach (var catalogue in policyCase.Catalogues)
                    {
                        data.Add(file, policyCase.Name, catalogue);
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Check_InPolicyCase_AnswersAsTheLawSays(string file, string name, string catalogue)
    {
        var policyCase = PolicyCases.Files[file].Single(c => c.Name == name);

        new PolicyCaseRunner(PolicyCases.Catalogue(catalogue, policyCase.With), policyCase).Run();
    }
}
