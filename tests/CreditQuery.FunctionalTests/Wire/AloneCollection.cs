namespace CreditQuery.FunctionalTests.Wire;

/// <summary>Tests of what is the whole process's, such as bytes allocated, the exit code, how fast it stops: nothing else runs beside them.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class AloneCollection;
