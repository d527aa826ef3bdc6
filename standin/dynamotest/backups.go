package dynamotest

type updateContinuousBackupsInput struct {
	TableName                        string
	PointInTimeRecoverySpecification struct{ PointInTimeRecoveryEnabled bool }
}

type continuousBackupsOutput struct {
	ContinuousBackupsDescription struct {
		ContinuousBackupsStatus        string
		PointInTimeRecoveryDescription struct{ PointInTimeRecoveryStatus string }
	}
}

func (t *tx) updateContinuousBackups(in *updateContinuousBackupsInput) (*continuousBackupsOutput, error) {
	tbl, err := t.table(in.TableName)
	if err != nil {
		return nil, backupsNotFound(err, in.TableName)
	}
	tbl.PointInTimeRecovery = in.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled
	return tbl.describeBackups(), tbl.saveDefinition()
}

func (t *tx) describeContinuousBackups(in *tableNameInput) (*continuousBackupsOutput, error) {
	tbl, err := t.table(in.TableName)
	if err != nil {
		return nil, backupsNotFound(err, in.TableName)
	}
	return tbl.describeBackups(), nil
}

// backupsNotFound is the error of these two operations for a table that does not exist.
func backupsNotFound(err error, name string) error {
	e := asAPIError(err)
	if e.kind == dynamoNamespace+"ResourceNotFoundException" {
		return newError("TableNotFoundException", "Table not found: %s", name)
	}
	return e
}

func (d *definition) describeBackups() *continuousBackupsOutput {
	out := &continuousBackupsOutput{}
	out.ContinuousBackupsDescription.ContinuousBackupsStatus = "ENABLED"
	status := "DISABLED"
	if d.PointInTimeRecovery {
		status = "ENABLED"
	}
	out.ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus = status
	return out
}
