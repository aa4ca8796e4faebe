
// Safe verb (%d) with tainted input - no string injection risk
package main

import (
	"database/sql"
	"fmt"
	"os"
	"strconv"
)

func main() {
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		panic(err)
	}
	id, _ := strconv.Atoi(os.Args[1]) // tainted but used with %d
	q := fmt.Sprintf("SELECT * FROM foo WHERE id = %d", id)
	rows, err := db.Query(q)
	if err != nil {
		panic(err)
	}
	defer rows.Close()
}
