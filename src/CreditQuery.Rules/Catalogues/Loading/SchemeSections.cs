namespace CreditQuery.Rules.Catalogues.Loading;

/// <summary>Reads bases, departments, severity and grade schemes.</summary>
internal static class SchemeSections
{
    public static LegalBasis[] LegalBases(YamlMap root, LoadContext context)
    {
        var bases = new List<LegalBasis>();
        foreach (var map in root.Maps("legal_bases"))
        {
            var basis = new LegalBasis
            {
                Id = map.Code("id"),
                Title = map.Text("title", required: true),
                Class = map.Word("class", BasisClass.Unspecified, required: true),
                InForce = map.Days(),
                Note = map.Text("note"),
            };
            map.Finish();
            context.LegalBases.Add(map, "id", basis.Id, basis);
            bases.Add(basis);
        }

        return [.. bases];
    }

    public static FieldDefinition[] Fields(YamlMap root, LoadContext context)
    {
        var fields = new List<FieldDefinition>();
        foreach (var map in root.Maps("fields"))
        {
            var field = new FieldDefinition(map.Code("code"), map.Text("name_zh", required: true));
            map.Text("note");
            map.Finish();
            context.Fields.Add(map, "code", field.Code, field);
            fields.Add(field);
        }

        return [.. fields];
    }

    public static Department[] Departments(YamlMap root, LoadContext context)
    {
        var maps = root.Maps("departments");
        var departments = new List<Department>();
        foreach (var map in maps)
        {
            var department = new Department(map.Code("code"), map.Text("name_zh", required: true), map.Text("successor"), map.Days());
            map.Text("note");
            map.Finish();
            context.Departments.Add(map, "code", department.Code, department);
            departments.Add(department);
        }

        for (var index = 0; index < maps.Count; index++)
        {
            context.Departments.Find(maps[index], "successor", departments[index].Successor);
        }

        return [.. departments];
    }

    public static SeverityScheme[] SeveritySchemes(YamlMap root, LoadContext context)
    {
        var schemes = new List<SeverityScheme>();
        foreach (var map in root.Maps("severity_schemes"))
        {
            var values = new List<SeverityValue>();
            var names = new SectionNames<SeverityValue>("the scheme");
            foreach (var value in map.Maps("values"))
            {
                var read = new SeverityValue(
                    value.Text("code", required: true),
                    value.Text("name_zh", required: true),
                    value.Number("rank", values.Count + 1, 1, 100),
                    value.Number("min_publish_days", 0, 0, 36500),
                    value.Number("max_publish_days", 0, 0, 36500));
                value.Finish();
                if (read.MaxPublishDays > 0 && read.MaxPublishDays < read.MinPublishDays)
                {
                    value.Error("max_publish_days", "The longest publication is shorter than the shortest.");
                }

                names.Add(value, "code", read.Code, read);
                values.Add(read);
            }

            var scheme = new SeverityScheme(map.Code("code"), map.Text("name_zh", required: true), [.. values.OrderBy(v => v.Rank)]);
            FinishScheme(map, [.. values.Select(v => v.Rank)]);
            context.SeveritySchemes.Add(map, "code", scheme.Code, scheme);
            schemes.Add(scheme);
        }

        return [.. schemes];
    }

    public static GradeScheme[] GradeSchemes(YamlMap root, LoadContext context)
    {
        var schemes = new List<GradeScheme>();
        foreach (var map in root.Maps("grade_schemes"))
        {
            var values = new List<GradeValue>();
            var names = new SectionNames<GradeValue>("the scheme");
            foreach (var value in map.Maps("values"))
            {
                var read = new GradeValue(value.Text("code", required: true), value.Text("name_zh", required: true), value.Number("rank", values.Count + 1, 1, 100));
                value.Finish();
                names.Add(value, "code", read.Code, read);
                values.Add(read);
            }

            var field = map.Text("field");
            var scheme = new GradeScheme(map.Code("code"), map.Text("name_zh", required: true), [.. values.OrderBy(v => v.Rank)])
            {
                Field = field.Length == 0 ? null : context.Field(map, "field", field),
            };
            FinishScheme(map, [.. values.Select(v => v.Rank)]);
            context.GradeSchemes.Add(map, "code", scheme.Code, scheme);
            schemes.Add(scheme);
        }

        return [.. schemes];
    }

    private static void FinishScheme(YamlMap map, int[] ranks)
    {
        map.Text("note");
        map.Finish();
        if (ranks.Length == 0)
        {
            map.Error("values", "A scheme needs values.");
        }
        else if (ranks.Distinct().Count() != ranks.Length)
        {
            map.Error("values", "Two values have the same rank.");
        }
    }
}
