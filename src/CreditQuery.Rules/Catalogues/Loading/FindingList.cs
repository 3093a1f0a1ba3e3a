namespace CreditQuery.Rules.Catalogues.Loading;

/// <summary>Collects everything that is wrong with a file, so that one load tells all of it.</summary>
internal sealed class FindingList
{
    // A file of nothing but mistakes must not fill the answer.
    private const int MaxFindings = 1000;

    private readonly List<CatalogueFinding> _findings = [];

    public bool HasErrors { get; private set; }

    public IReadOnlyList<CatalogueFinding> All => _findings;

    public void Error(string path, int line, string reason)
    {
        HasErrors = true;
        Add(new CatalogueFinding(FindingSeverity.Error, path, reason, line));
    }

    public void Warning(string path, int line, string reason) => Add(new CatalogueFinding(FindingSeverity.Warning, path, reason, line));

    private void Add(CatalogueFinding finding)
    {
        if (_findings.Count < MaxFindings)
        {
            _findings.Add(finding);
        }
    }
}
