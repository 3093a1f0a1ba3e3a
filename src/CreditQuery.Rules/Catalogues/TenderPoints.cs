namespace CreditQuery.Rules.Catalogues;

/// <summary>Points of a tender scheme for one ground.</summary>
/// <param name="ListTypes">List types by index; an eligible entry of one of them earns the points.</param>
/// <param name="GradeScheme">Grade scheme; null if the ground is a list.</param>
/// <param name="Grades">Values of the grade scheme, as numbers in records.</param>
/// <param name="Points">Points.</param>
public sealed record TenderPoints(IReadOnlyList<int> ListTypes, GradeScheme? GradeScheme, IReadOnlyList<int> Grades, decimal Points)
{
    private readonly int[] _grades = [.. Grades];
    private readonly int[] _listTypes = [.. ListTypes];

    internal bool HasGrade(int value) => Array.IndexOf(_grades, value) >= 0;

    internal bool HasListType(int index) => Array.IndexOf(_listTypes, index) >= 0;
}
