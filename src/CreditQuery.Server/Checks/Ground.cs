namespace CreditQuery.Server.Checks;

/// <summary>What is stated as the ground of a check; nothing but the lengths is looked at, so nothing else is kept.</summary>
/// <param name="Purpose">Length of the purpose, in characters of UTF-16.</param>
/// <param name="OperatorId">Length of the operator's id.</param>
/// <param name="WorkItemNo">Length of the case number.</param>
/// <param name="ConsentRef">Length of the reference of a consent.</param>
internal readonly record struct Ground(int Purpose, int OperatorId, int WorkItemNo, int ConsentRef)
{
    /// <summary>Fills what is not stated from the common part of a stream.</summary>
    /// <param name="common">Ground of the common part.</param>
    public Ground Or(in Ground common) => new(
        Own(Purpose, common.Purpose), Own(OperatorId, common.OperatorId), Own(WorkItemNo, common.WorkItemNo), Own(ConsentRef, common.ConsentRef));

    private static int Own(int own, int common) => own > 0 ? own : common;
}
