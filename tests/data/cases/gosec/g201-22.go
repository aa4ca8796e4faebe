
// Fprintf to os.Stderr - no issue
package main

import (
	"database/sql"
	"fmt"
	"os"
)

func main() {
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		panic(err)
	}
	q := fmt.Sprintf("SELECT * FROM foo WHERE name = '%s'", os.Args[1])
	fmt.Fprintf(os.Stderr, "Debug query: %s\n", q) // log, not exec
	rows, err := db.Query("SELECT * FROM foo")
	if err != nil {
		panic(err)
	}
	defer rows.Close()
}
