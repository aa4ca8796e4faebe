package shop

import (
	"database/sql"
	"net/http"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"
)

// Order is what somebody bought.
type Order struct {
	gorm.Model
	Number string
	UserID uint
	Total  int
}

// Orders answers for orders.
type Orders struct {
	DB *gorm.DB
}

func (o Orders) List(c *gin.Context) {
	var orders []Order
	o.DB.Find(&orders)
	c.JSON(http.StatusOK, orders)
}

func (o Orders) Show(c *gin.Context) {
	var order Order
	if err := o.DB.First(&order, c.Param("id")).Error; err != nil {
		c.JSON(http.StatusInternalServerError, gin.H{"error": err.Error()})
		return
	}
	c.JSON(http.StatusOK, order)
}

func (o Orders) Create(c *gin.Context) {
	var body struct {
		Number string `json:"number"`
		Total  int    `json:"total"`
	}
	if err := c.ShouldBindJSON(&body); err != nil {
		c.JSON(http.StatusBadRequest, gin.H{"error": "bad body"})
		return
	}
	if body.Total > 1000 {
		body.Total = body.Total * 9 / 10
	}
	order := Order{Number: body.Number, Total: body.Total}
	o.DB.Create(&order)
	o.DB.Exec("UPDATE stock SET left = left - 1 WHERE number = ?", body.Number)
	c.JSON(http.StatusCreated, order)
}

func (o Orders) Login(c *gin.Context) {
	db, err := sql.Open("postgres", "host=/var/run/postgresql")
	if err != nil {
		c.Status(http.StatusServiceUnavailable)
		return
	}
	row := db.QueryRow("SELECT id FROM users WHERE name = '" + c.Query("name") + "'")
	var id int
	if row.Scan(&id) != nil {
		c.Status(http.StatusUnauthorized)
		return
	}
	c.JSON(http.StatusOK, gin.H{"id": id})
}
