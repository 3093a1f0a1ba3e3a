namespace CreditQuery.Rules.Catalogues.Loading;

/// <summary>What has been read of a file so far; later sections refer to earlier ones.</summary>
internal sealed class LoadContext(FindingList findings, int effectiveFrom)
{
    public FindingList Findings { get; } = findings;

    public int EffectiveFrom { get; } = effectiveFrom;

    public SectionNames<FieldDefinition> Fields { get; } = new("fields");

    /// <summary>Effects of objections where a list type has none of its own.</summary>
    public IReadOnlyList<ObjectionRule> Objections { get; set; } = [];

    public SectionNames<LegalBasis> LegalBases { get; } = new("legal_bases");

    public SectionNames<Department> Departments { get; } = new("departments");

    public SectionNames<SeverityScheme> SeveritySchemes { get; } = new("severity_schemes");

    public SectionNames<GradeScheme> GradeSchemes { get; } = new("grade_schemes");

    public SectionNames<ListTypeDefinition> ListTypes { get; } = new("list_types");

    public SectionNames<ScenarioDefinition> Scenarios { get; } = new("scenarios");

    public SectionNames<MeasureDefinition> Measures { get; } = new("measures");

    /// <summary>Reads citations of bases.</summary>
    public List<BasisCitation> Citations(YamlMap map, string key)
    {
        var citations = new List<BasisCitation>();
        foreach (var item in map.Maps(key))
        {
            var id = item.Text("id", required: true);
            var article = item.Text("article");
            item.Finish();
            if (LegalBases.Find(item, "id", id) is { } basis)
            {
                citations.Add(new BasisCitation(basis, article));
            }
        }

        return citations;
    }

    /// <summary>Reads the code of a department; empty if absent.</summary>
    public string Department(YamlMap map, string key)
    {
        var code = map.Text(key);
        Departments.Find(map, key, code);
        return code;
    }

    /// <summary>Resolves the code of a field.</summary>
    public string Field(YamlMap map, string key, string code)
    {
        Fields.Find(map, key, code);
        return code;
    }

    /// <summary>Reads departments by code.</summary>
    public List<string> DepartmentCodes(YamlMap map, string key)
    {
        var codes = map.Texts(key);
        foreach (var code in codes)
        {
            Departments.Find(map, key, code);
        }

        return codes;
    }

    /// <summary>Reads list types by code.</summary>
    public List<int> ListTypeIndexes(YamlMap map, string key)
    {
        var indexes = new List<int>();
        foreach (var code in map.Texts(key))
        {
            if (ListTypes.Find(map, key, code) is { } listType)
            {
                indexes.Add(listType.Index);
            }
        }

        return indexes;
    }
}
